//! With the feature `rust-bert`, tells the linker where libtorch is, so that the program finds it
//! without `LD_LIBRARY_PATH`. Without it there is nothing to do.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
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
