//! Two versions of a module compared, by the built `pave`.

mod rows;
