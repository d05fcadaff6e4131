//! The vocabulary: statements, likeness, the planning frame, what a run proposes and what people
//! decide.

pub mod index;
pub mod problem;
pub mod statement;
pub mod reading;
pub mod similarity;
pub mod calibration;
pub mod embedding;
pub mod frame;
pub mod destination;
pub mod decision;
pub mod proposal;
pub mod guides;
