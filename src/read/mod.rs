//! What comes from files: tables of every format, statements, frames, references.

pub mod embedded;
pub mod outputs;
pub mod permissions;
pub mod files;
pub mod user;
pub mod table;
pub mod input;
pub mod frame_folder;
pub mod declared;
pub mod gold;
pub mod demands;
