//! Calling readers that panic on some damaged files.

use std::cell::Cell;
use std::panic::{self, UnwindSafe};
use std::sync::Once;

/// What a function returns, or `None` if it panics; its panic is not printed, those of other
/// threads are.
pub(crate) fn quietly<T>(function: impl FnOnce() -> T + UnwindSafe) -> Option<T> {
    thread_local! {
        static QUIET: Cell<bool> = const { Cell::new(false) };
    }
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
    QUIET.set(true);
    let result = panic::catch_unwind(function);
    QUIET.set(false);
    result.ok()
}
