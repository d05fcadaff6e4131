//! With the feature `rust-bert`, tells the linker where libtorch is, so that the program finds it
//! without `LD_LIBRARY_PATH`. On Windows, gives the program the stack that it has elsewhere.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("windows") {
        // 8 MB for the first thread, as on Linux, instead of one.
        let is_msvc = std::env::var("CARGO_CFG_TARGET_ENV").as_deref() == Ok("msvc");
        let stack = if is_msvc { "/STACK:8388608" } else { "-Wl,--stack,8388608" };
        println!("cargo::rustc-link-arg-bins={stack}");
    }
    // What torch-sys found or fetched.
    if let Some(folder) = std::env::var_os("DEP_TCH_LIBTORCH_LIB") {
        if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("windows") {
            return;
        }
        println!("cargo::rustc-link-arg=-Wl,-rpath,{}", folder.to_string_lossy());
        if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
            // Its operators register themselves when it is loaded: nothing names them.
            println!("cargo::rustc-link-arg=-Wl,--no-as-needed");
        }
        println!("cargo::rustc-link-arg=-ltorch");
    }
}
