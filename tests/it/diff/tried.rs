//! Callers of all kinds tried with Terraform, of changes made for the purpose.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use pavestone::app::diff::Compared;
use pavestone::app::prove::{Evidence, Proof, Prover, What, prove};
use pavestone::release::{
    Bump, Caller, Change, Class, Group, Judgement, Lint, Package, Pair, Tree, lints,
};
use pavestone::schema::Providers;

use crate::support::pave::{PAVE, Ran, Sandbox};

type Witness = fn(&Pair<'_>, &Change) -> Option<Caller>;
type Module<'a> = &'a [(&'a str, &'a str)];

fn package(files: Module<'_>) -> Package {
    let files =
        files.iter().map(|(path, text)| (Utf8PathBuf::from(path), Arc::from(text.as_bytes())));
    let tree = Tree { shown: "module".into(), files: files.collect(), ..Tree::default() };
    Package::read(tree, None)
}

/// The proof of one change, which `witness` shows.
fn tried(old: Module<'_>, new: Module<'_>, subject: &str, witness: Witness) -> Proof {
    tried_in("", Group::Variables, old, new, subject, witness)
}

fn tried_in(
    entry: &str,
    group: Group,
    old: Module<'_>,
    new: Module<'_>,
    subject: &str,
    witness: Witness,
) -> Proof {
    let lint = Lint {
        id: "made-up",
        group,
        class: Class::Major,
        title: "",
        explanation: "",
        witness: Some(witness),
        find: |_, _| {},
    };
    let change = Change {
        lint: Box::leak(Box::new(lint)),
        entry: entry.into(),
        subject: subject.to_owned(),
        message: String::new(),
        callers: String::new(),
        old: None,
        new: None,
        undecided: false,
        waived: None,
    };
    let judgement = Judgement {
        changes: vec![change],
        bump: Bump::Major,
        old: None,
        declared: None,
        smallest: None,
        idle_reasons: Vec::new(),
    };
    let compared = Compared { old: package(old), new: package(new), judgement, proofs: Vec::new() };
    let prover = Prover {
        providers: Providers::embedded(),
        program: Utf8Path::new(PAVE),
        at_once: 1,
        keep: None,
    };
    let mut proofs = prove(&compared, &prover, &mut |_, _| {}).unwrap();
    proofs.remove(0).unwrap()
}

/// What is another, and what it was and is.
fn changed(proof: &Proof) -> (&What, &str, &str) {
    match &proof.evidence {
        Evidence::Changes { what, old, new } => (what, old, new),
        _ => panic!("{proof:#?}"),
    }
}

fn refused(proof: &Proof) -> &str {
    match &proof.evidence {
        Evidence::Refused { message, .. } => message,
        _ => panic!("{proof:#?}"),
    }
}

fn unprovable(proof: &Proof) -> &str {
    match &proof.evidence {
        Evidence::Unprovable { reason } => reason,
        _ => panic!("{proof:#?}"),
    }
}

/// A caller that sets `network` and looks at what the module sees of it.
fn looks_at_network(_: &Pair<'_>, _: &Change) -> Option<Caller> {
    let caller = Caller::sets("network", "{ zones = 2, name = \"a\" }");
    Some(Caller { looks_inside: Some("network".to_owned()), ..caller })
}

const TWO: &str = "variable \"network\" {\n  type = object({ zones = number, name = string })\n}\n";
const ONE: &str = "variable \"network\" {\n  type = object({ name = string })\n}\n";

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn what_terraform_drops_in_silence_is_seen_from_inside() {
    let network = What::Variable("network".to_owned());
    let expected = (&network, "{\"name\":\"a\",\"zones\":2}", "{\"name\":\"a\"}");
    for extra in [
        "",
        "  sensitive = true\n}",
        "  ephemeral = true\n}",
        "  ephemeral = true\n  sensitive = true\n}",
    ] {
        let [old, new] = [TWO, ONE].map(|text| match extra {
            "" => text.to_owned(),
            extra => text.trim_end().trim_end_matches('}').to_owned() + extra,
        });
        let proof =
            tried(&[("main.tf", &old)], &[("main.tf", &new)], "network.zones", looks_at_network);
        assert_eq!(changed(&proof), expected, "{extra}");
        assert_eq!(proof.only_variables, None);
    }
    let proof = tried(&[("main.tf", TWO)], &[("main.tf", TWO)], "network.zones", looks_at_network);
    assert_eq!(proof.evidence, Evidence::Agrees);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_module_that_cannot_be_planned_is_seen_by_its_variables() {
    let rest = "resource \"example_thing\" \"this\" {\n  name = var.network.name\n}\n\
                locals {\n  most = local.limit + 1\n  limit = 20\n}\n";
    let checked = |text: &str| {
        let check = "  validation {\n    condition     = length(var.network.name) < local.most\n    \
                     error_message = \"The name is longer than ${local.limit}.\"\n  }\n}\n";
        text.trim_end().trim_end_matches('}').to_owned() + check + rest
    };
    let (old, new) = (checked(TWO), checked(ONE));
    let proof =
        tried(&[("main.tf", &old)], &[("main.tf", &new)], "network.zones", looks_at_network);
    assert_eq!(changed(&proof).2, "{\"name\":\"a\"}");
    let why = proof.only_variables.unwrap();
    assert!(
        why.contains(
            "the schema of the provider registry.terraform.io/hashicorp/example is not known"
        ),
        "{why}"
    );

    let sets_size: Witness = |_, _| Some(Caller::sets("size", "5"));
    let sized = format!("{old}variable \"size\" {{}}\n");
    let proof = tried(&[("main.tf", &sized)], &[("main.tf", &old)], "size", sets_size);
    assert_eq!(refused(&proof), "Unsupported argument");
    assert!(proof.only_variables.is_some());

    // Here a validation asks for what is not there.
    let old = old.replace("< local.most", "< example_thing.this.size");
    let proof =
        tried(&[("main.tf", &old)], &[("main.tf", &new)], "network.zones", looks_at_network);
    assert!(unprovable(&proof).contains("is not known"), "{proof:?}");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_submodule_is_called_where_it_is() {
    let at = "modules/net/main.tf";
    let proof = tried_in(
        "modules/net",
        Group::Variables,
        &[(at, TWO)],
        &[(at, ONE)],
        "network",
        looks_at_network,
    );
    assert_eq!(changed(&proof).2, "{\"name\":\"a\"}");
    assert!(proof.caller.unwrap().contains("source = \"./module/modules/net\""));
}

fn minimal(_: &Pair<'_>, _: &Change) -> Option<Caller> {
    Some(Caller::default())
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn what_other_changes_ask_for_is_no_proof_of_this_one() {
    let sets_size: Witness = |_, _| Some(Caller::sets("size", "\"5\""));
    let old = "variable \"size\" {}\nvariable \"old\" {}\n";
    let new = "variable \"size\" {}\nvariable \"new\" {}\n";
    let proof = tried(&[("main.tf", old)], &[("main.tf", new)], "size", sets_size);
    assert_eq!(proof.evidence, Evidence::Agrees);
    let adapted = proof.adapted.unwrap();
    assert_eq!(
        adapted,
        "module \"this\" {\n  source = \"./module\"\n\n  size = \"5\"\n  new  = \"sample\"\n}\n"
    );

    let typed = new.replace("\"size\" {}", "\"size\" {\n  type = list(string)\n}");
    let proof = tried(&[("main.tf", old)], &[("main.tf", &typed)], "size", sets_size);
    assert_eq!(refused(&proof), "Invalid value for input variable");

    let proof = tried(&[("main.tf", old)], &[("main.tf", new)], "new", minimal);
    assert_eq!(refused(&proof), "Missing required argument");
    let proof = tried(&[("main.tf", old)], &[("main.tf", new)], "old", minimal);
    assert_eq!(refused(&proof), "Unsupported argument");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn what_the_new_version_refuses_of_everybody_proves_nothing() {
    let sets_size: Witness = |_, _| Some(Caller::sets("size", "5"));
    let old = "variable \"size\" {\n  default = 1\n}\n";
    let broken = "variable \"size\" {\n  default = 1\n}\nlocals {\n  x = nothing.at.all\n}\n";
    let proof = tried(&[("main.tf", old)], &[("main.tf", broken)], "size", sets_size);
    assert!(
        unprovable(&proof)
            .starts_with("the new version refuses every caller: Reference to undeclared resource"),
        "{proof:?}"
    );
    let proof = tried(&[("main.tf", broken)], &[("main.tf", old)], "size", sets_size);
    assert!(
        unprovable(&proof).starts_with("the old version refuses the caller: Reference"),
        "{proof:?}"
    );
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn an_output_is_compared_as_far_as_it_can_be_known() {
    let gives: Witness = |_, _| {
        let outputs = vec![("it".to_owned(), "module.this.it".to_owned())];
        Some(Caller { outputs, ..Caller::default() })
    };
    let bucket = "resource \"aws_s3_bucket\" \"this\" {\n  bucket = \"b\"\n}\n";
    let it = |value: &str| format!("{bucket}output \"it\" {{\n  value = {value}\n}}\n");
    let try_it = |old: &str, new: &str| {
        let (old, new) = (it(old), it(new));
        tried_in("", Group::Outputs, &[("main.tf", &old)], &[("main.tf", &new)], "it", gives)
    };
    let what = What::Output("module.this.it".to_owned());
    assert_eq!(changed(&try_it("1", "2")), (&what, "1", "2"));
    assert_eq!(try_it("1", "1").evidence, Evidence::Agrees);
    let (id, arn) = ("aws_s3_bucket.this.id", "aws_s3_bucket.this.arn");
    assert_eq!(changed(&try_it(id, arn)), (&what, "\"b\"", "\"arn:aws:s3:::b\""));
    assert_eq!(try_it(arn, arn).evidence, Evidence::Agrees);
    assert_eq!(changed(&try_it("\"b\"", id)), (&what, "\"b\"", "(known after apply)"));
    assert_eq!(try_it(id, "\"b\"").evidence, Evidence::Agrees);
    assert_eq!(
        refused(&tried_in(
            "",
            Group::Outputs,
            &[("main.tf", &it("1"))],
            &[("main.tf", bucket)],
            "it",
            gives
        )),
        "Unsupported attribute"
    );
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn what_would_become_of_resources_is_seen_after_an_apply() {
    let applies: Witness = |_, _| Some(Caller { applies: true, ..Caller::default() });
    let try_it = |old: &str, new: &str, subject: &str| {
        tried_in("", Group::Resources, &[("main.tf", old)], &[("main.tf", new)], subject, applies)
    };
    let data = "resource \"terraform_data\" \"a\" {\n  input = 1\n}\n";
    let renamed = data.replace("\"a\"", "\"b\"");
    let proof = try_it(data, &renamed, "terraform_data.a");
    let Evidence::Destroys { addresses } = &proof.evidence else { panic!("{proof:?}") };
    assert_eq!(
        addresses.iter().collect::<Vec<_>>(),
        [(&"module.this.terraform_data.a".to_owned(), &false)]
    );

    let moved =
        format!("{renamed}moved {{\n  from = terraform_data.a\n  to   = terraform_data.b\n}}\n");
    assert_eq!(try_it(data, &moved, "terraform_data.a").evidence, Evidence::Agrees);

    let proof = try_it(data, &data.replace("= 1", "= 2"), "terraform_data.a.input");
    let what = What::Resource("module.this.terraform_data.a.input".to_owned());
    assert_eq!(changed(&proof), (&what, "1", "2"));

    let both = format!("{data}{renamed}");
    let proof = try_it(data, &both, "terraform_data.b");
    assert_eq!(changed(&proof).0, &What::Resource("module.this.terraform_data.b".to_owned()));
    assert_eq!(try_it(data, &both, "terraform_data.a").evidence, Evidence::Agrees);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn configurations_that_the_module_wants_are_passed() {
    let module = "terraform {\n  required_providers {\n    aws = {\n      source                = \"hashicorp/aws\"\n      \
                  configuration_aliases = [aws.peer]\n    }\n  }\n}\n\
                  variable \"size\" {\n  default = 1\n}\n\
                  resource \"aws_s3_bucket\" \"this\" {\n  provider = aws.peer\n}\n";
    let sets_size: Witness = |_, _| Some(Caller::sets("size", "5"));
    let without = module.replace("variable \"size\" {\n  default = 1\n}\n", "");
    let proof = tried(&[("main.tf", module)], &[("main.tf", &without)], "size", sets_size);
    assert_eq!(refused(&proof), "Unsupported argument");
    insta::assert_snapshot!(proof.caller.unwrap(), @r#"
    terraform {
      required_providers {
        aws = { source = "hashicorp/aws" }
      }
    }

    provider "aws" {}

    provider "aws" {
      alias = "peer"
    }

    module "this" {
      source = "./module"
      providers = {
        aws      = aws
        aws.peer = aws.peer
      }

      size = 5
    }
    "#);
}

/// Two versions that every caller notices, in a folder.
fn versions() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("old/main.tf", "variable \"size\" {}\nvariable \"name\" {}\n");
    sandbox.write("new/main.tf", "variable \"name\" {}\n");
    sandbox
}

#[test]
fn a_terraform_that_cannot_be_run_is_a_failure() {
    let sandbox = versions();
    let prove = |new: &str| {
        let mut pave = sandbox.command(PAVE);
        pave.env("PAVE_TERRAFORM", "no-such-terraform").args(["diff", "old", new, "--prove"]);
        Ran::new(pave.output().unwrap())
    };
    let said = prove("new").expect(3).stderr;
    assert!(said.contains("there is no program `no-such-terraform`"), "{said}");
    // Where there is nothing to prove, none is needed.
    prove("old").ok();
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn what_is_kept_can_be_run_by_hand() {
    let sandbox = versions();
    sandbox.pave(&["diff", "old", "new", "--prove", "--keep", "kept"]).ok();
    insta::assert_snapshot!(sandbox.files("kept").join("\n"), @r"
    01-variable-removed-size/README.md
    01-variable-removed-size/new/main.tf
    01-variable-removed-size/new/module/main.tf
    01-variable-removed-size/old/main.tf
    01-variable-removed-size/old/module/main.tf
    ");
    let here = "kept/01-variable-removed-size";
    sandbox.pave(&["plan", &format!("{here}/old")]).ok();
    let said = sandbox.pave(&["plan", &format!("{here}/new")]).expect(1).stderr;
    assert!(said.contains("Unsupported argument"), "{said}");
    let said = sandbox.pave(&["diff", "old", "new", "--prove", "--keep", "kept"]).expect(1).stderr;
    assert!(said.contains("kept is not empty"), "{said}");
}

#[test]
fn what_no_caller_can_show_has_no_proof() {
    assert!(lints::all().any(|lint| lint.witness.is_none()));
    let sandbox = Sandbox::new();
    sandbox.write("old/main.tf", "");
    sandbox.write("new/main.tf", "variable \"size\" {\n  default = 1\n}\n");
    let told = sandbox.pave(&["diff", "old", "new", "--prove", "--json"]).ok().json();
    assert_eq!(told["changes"][0].get("proof"), Some(&serde_json::Value::Null));
    let told = sandbox.pave(&["diff", "old", "new", "--json"]).ok().json();
    assert_eq!(told["changes"][0].get("proof"), None);
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_all_of_it_and_leaves_nothing_behind() {
    use std::os::unix::process::CommandExt as _;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    let sandbox = versions();
    sandbox.write("new/main.tf", "");
    sandbox.write("tmp/.keep", "");
    // A Terraform that never ends.
    let script = sandbox.path("terraform");
    sandbox.write("terraform", "#!/bin/sh\ntouch \"$TMPDIR/../started-$$\"\nsleep 60\n");
    assert!(Command::new("chmod").arg("+x").arg(&script).status().unwrap().success());
    let mut run = sandbox.command(PAVE);
    run.args(["diff", "old", "new", "--prove"])
        .env("PAVE_TERRAFORM", &script)
        .env("TMPDIR", sandbox.path("tmp"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0);
    let run = run.spawn().unwrap();
    let began = Instant::now();
    let started = || sandbox.files("").iter().filter(|file| file.starts_with("started-")).count();
    while started() == 0 {
        assert!(began.elapsed() < Duration::from_secs(30), "terraform was not started");
        std::thread::sleep(Duration::from_millis(20));
    }
    let group = format!("-{}", run.id());
    assert!(Command::new("kill").args(["-INT", "--", &group]).status().unwrap().success());
    let ended = Ran::new(run.wait_with_output().unwrap()).expect(1);
    assert!(ended.stderr.contains("the run was interrupted"), "{ended:?}");
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    assert!(started() <= 2, "no other was begun");
    assert_eq!(sandbox.files("tmp"), [".keep"]);
}
