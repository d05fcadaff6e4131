//! The run of the example that comes with the program, made once for all tests that look at it.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use crate::support::outputs::Outputs;
use crate::support::project::Invocation;

/// The example's run. Its folder is named by the checkout, so that two of them can share a target
/// folder.
pub(crate) static RUN: LazyLock<Outputs> = LazyLock::new(|| {
    let checkout = env!("CARGO_MANIFEST_DIR").replace(['/', '\\', ':'], "-");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("example{checkout}"));
    match fs::remove_dir_all(&folder) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => panic!("{}: {e}", folder.display()),
        _ => {}
    }
    Invocation::in_repository("run --out").arg(&folder).succeeds();
    Outputs::new(folder)
});
