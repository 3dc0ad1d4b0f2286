//! The built `pave`, run as a user runs it, in a folder and with an environment of its own.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The program under test.
pub(crate) const PAVE: &str = env!("CARGO_BIN_EXE_pave");

/// Runs `pave` once, in an empty folder that is gone afterwards.
pub(crate) fn pave(args: &[&str]) -> Ran {
    Sandbox::new().pave(args)
}

/// A folder to work in and a home, both empty at first and removed at the end.
pub(crate) struct Sandbox {
    root: tempfile::TempDir,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        let root = tempfile::Builder::new().prefix("pave-test-").tempdir().unwrap();
        fs::create_dir(root.path().join("work")).unwrap();
        fs::create_dir(root.path().join("home")).unwrap();
        Self { root }
    }

    /// The folder that programs run in, or a path below it.
    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.path().join("work").join(relative)
    }

    /// Writes a file below the folder, with the folders that lead to it.
    pub(crate) fn write(&self, relative: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The text of a file below the folder.
    pub(crate) fn read(&self, relative: impl AsRef<Path>) -> String {
        let path = self.path(relative);
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    /// Every file below a folder, by its path there, sorted.
    pub(crate) fn files(&self, relative: impl AsRef<Path>) -> Vec<String> {
        let root = self.path(relative);
        let mut files: Vec<String> = walkdir::WalkDir::new(&root)
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| !entry.file_type().is_dir())
            .map(|entry| entry.path().strip_prefix(&root).unwrap().to_str().unwrap().to_owned())
            .collect();
        files.sort();
        files
    }

    /// Runs `pave` in the folder.
    pub(crate) fn pave(&self, args: &[&str]) -> Ran {
        Ran::new(self.command(PAVE).args(args).output().unwrap())
    }

    /// A command in the folder that finds the built `pave` as `pave` and nothing of the caller's
    /// settings: of the environment only the way to programs is left.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let home = self.root.path().join("home");
        let mut paths = vec![Path::new(PAVE).parent().unwrap().to_owned()];
        paths.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
        let mut command = Command::new(program);
        command
            .current_dir(self.path(""))
            .env_clear()
            .env("PATH", std::env::join_paths(paths).unwrap())
            .env("HOME", &home)
            .env("TMPDIR", std::env::temp_dir())
            .env("LANG", "C.UTF-8")
            .env("NO_COLOR", "1")
            .env("CHECKPOINT_DISABLE", "1")
            // git refuses to commit for nobody.
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_NAME", "Test")
            .env("GIT_AUTHOR_EMAIL", "test@acme.example")
            .env("GIT_COMMITTER_NAME", "Test")
            .env("GIT_COMMITTER_EMAIL", "test@acme.example")
            .stdin(Stdio::null());
        command
    }
}

/// What a program said and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit code; none when a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn new(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Panics unless the exit code is `code`.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        let Self { stdout, stderr, .. } = &self;
        assert_eq!(self.code, Some(code), "\n--- stdout\n{stdout}\n--- stderr\n{stderr}");
        self
    }

    /// Panics unless the program was content.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        self.expect(0)
    }

    /// What was printed, as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| {
            panic!("{e}\n--- stdout\n{}\n--- stderr\n{}", self.stdout, self.stderr)
        })
    }
}
