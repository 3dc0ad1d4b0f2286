//! The catalog told to an AI: which modules there are and how each is called.
//!
//! Only what a reviewer approved, cleaned again on the way out, in as few words as will do, and
//! the same bytes every time. No README text, and no order to anybody.

mod card;
mod clean;
mod context;
mod interface;
mod markdown;
mod rank;
mod snippet;

pub use card::{CardView, GroupView, IndexView, InputView, SlotView};
pub use clean::{MAX_CHARS, clean};
pub use context::{Context, ContextRequest, Detail, Format, context, module_card, token_estimate};
pub use interface::{InterfaceView, OutputView};
