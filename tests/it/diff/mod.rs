//! Two versions of a module compared, by the built `pave`.

mod prove;
mod rows;
mod tried;
