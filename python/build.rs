//! Asks the linker to fold functions that came out alike into one, which makes the wheel smaller.

fn main() {
    let target = |part| std::env::var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
    // For this target Rust brings its own linker; others do not know the option.
    if [target("ARCH"), target("OS"), target("ENV")] == ["x86_64", "linux", "gnu"] {
        println!("cargo:rustc-link-arg-cdylib=-Wl,--icf=all");
    }
    println!("cargo:rerun-if-changed=build.rs");
}
