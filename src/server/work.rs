//! Work that takes a while, apart from the threads that answer requests.

use std::time::Duration;

use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// How long a request waits for its turn and for its answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs what takes a while, as much of it at once as there are processors.
#[derive(Debug)]
pub(super) struct Work(std::sync::Arc<Semaphore>);

impl Default for Work {
    fn default() -> Self {
        let at_once = std::thread::available_parallelism().map_or(2, usize::from);
        Self(std::sync::Arc::new(Semaphore::new(at_once)))
    }
}

impl Work {
    /// Does some work and waits for what comes of it.
    ///
    /// # Errors
    /// Those of the work; and when it takes too long, or has to wait too long for its turn.
    pub(super) async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = self.0.clone();
        let done = async move {
            let turn = turn.acquire_owned().await.map_err(|e| Error::io("the server ends", e))?;
            let work = tokio::task::spawn_blocking(move || {
                // Nobody can stop what has begun: its turn ends when it does, whoever still waits.
                let _turn = turn;
                work()
            });
            work.await.map_err(|e| Error::io("this could not be worked out", e))?
        };
        tokio::time::timeout(PATIENCE, done).await.unwrap_or_else(|e| {
            Err(Error::io("this takes too long", e).hint("ask again later, or for less"))
        })
    }
}
