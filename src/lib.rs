//! minga turns the challenges that offices and citizens wrote for a participatory plan into
//! candidate metropolitan challenges that people review.
//!
//! The rooms stand in reading order, which is dependency order: a room uses only rooms above it.
//! ARCHITECTURE.md tells the rest.

// Ground: the vocabulary.
pub mod problem;
pub mod statement;
pub mod similarity;
pub mod calibration;
pub mod embedding;
pub mod frame;

// Stages: total functions, no disk, clock, network or chance.
pub mod proposal;
pub mod decision;
pub mod text;
pub mod directions;
pub mod lexical;
pub mod pooling;
pub mod features;
pub mod neighbours;
pub mod metric;
pub mod competencia;
pub mod foreign;
pub mod cluster;
pub mod stability;
pub mod crossing;
pub mod draft;
pub mod guides;
pub mod learn;
pub mod explain;
pub mod align;
pub mod propose;
pub mod settle;
pub mod chain;
pub mod rerun;
pub mod personal;
pub mod evaluate;

// What can be set, gathered from the stages.
pub mod settings;
pub mod analysis;
pub mod sweep;

// Doors: the only rooms that touch the world.
pub mod files;
pub mod table;
pub mod input;
pub mod frame_folder;
pub mod gold_file;
pub mod demand_file;
pub mod encoder;
pub mod export;
pub mod workbook;
pub mod chart;
pub mod flow;
pub mod report;
pub mod evaluation_page;
pub mod sweep_table;
pub mod sweep_page;
pub mod log;
pub mod apply;
pub mod consolidated;
pub mod manifest;
pub mod outputs;
pub mod page;
pub mod serve;

// The whole, and the command line that opens the doors.
pub mod pipeline;
pub mod cli;
