//! How cells look: letters, fills and borders, and what each colour means.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use super::measure::FONT_SIZE;

/// The font of every cell: on every computer there is it or one of its very widths.
pub(crate) const FONT: &str = "Arial";

/// How counts are written: with the separators of the reader's own country, `1.132` in Ecuador.
pub(crate) const COUNT: &str = "#,##0";

/// The fill of a header.
pub(crate) const HEADER: Color = Color::RGB(0x1F_4E_5F);
/// The fill of a cell that people fill in.
pub(crate) const WRITE: Color = Color::RGB(0xFF_F6_D6);
/// The fill of an institutional statement.
pub(crate) const OFFICE: Color = Color::RGB(0xDC_EA_F5);
/// The fill of every second group.
pub(crate) const BAND: Color = Color::RGB(0xF1_F3_F4);
/// The fill of a cell that a decision makes necessary.
pub(crate) const NEEDED: Color = Color::RGB(0xF8_C9_C4);
/// The letters of a warning.
pub(crate) const WARNING: Color = Color::RGB(0x9A_3B_00);
const LINE: Color = Color::RGB(0xC9_CF_D4);
const GROUP_LINE: Color = Color::RGB(0x5B_6B_77);

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellStyle {
    /// Text to read.
    Text,
    /// The words of a statement or a draft, with its origin's colour.
    Voice,
    /// A short value, centred.
    Short,
    /// An id.
    Id,
    /// A warning.
    Warning,
    /// For people to write in.
    Write,
}

/// How one row looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct RowStyle {
    /// Whether it belongs to one of the groups with a tint.
    pub(crate) band: bool,
    /// Whether it opens its group.
    pub(crate) first: bool,
    /// Whether it is an office's.
    pub(crate) office: bool,
}

/// All formats of the tables, made once.
pub(crate) struct CellFormats(Vec<Format>);

impl CellFormats {
    pub(crate) fn new() -> Self {
        let kinds = [
            CellStyle::Text,
            CellStyle::Voice,
            CellStyle::Short,
            CellStyle::Id,
            CellStyle::Warning,
            CellStyle::Write,
        ];
        let styles = (0..8).map(|bits| RowStyle {
            band: bits & 4 != 0,
            first: bits & 2 != 0,
            office: bits & 1 != 0,
        });
        Self(
            kinds
                .iter()
                .flat_map(|&cell_style| styles.clone().map(move |s| format(cell_style, s)))
                .collect(),
        )
    }

    /// The format of a cell.
    pub(crate) fn of(&self, cell_style: CellStyle, style: RowStyle) -> &Format {
        let bits = [style.band, style.first, style.office];
        &self.0[bits.iter().fold(cell_style as usize, |index, &bit| 2 * index + usize::from(bit))]
    }
}

fn format(cell_style: CellStyle, style: RowStyle) -> Format {
    let format = base()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Hair)
        .set_border_color(LINE);
    let format = if style.first {
        format.set_border_top(FormatBorder::Thin).set_border_top_color(GROUP_LINE)
    } else {
        format
    };
    let format = match cell_style {
        CellStyle::Text | CellStyle::Voice => format,
        CellStyle::Short => format.set_align(FormatAlign::Center).set_num_format(COUNT),
        CellStyle::Id => format.set_bold(),
        CellStyle::Warning => format.set_font_color(WARNING),
        CellStyle::Write => return format.set_background_color(WRITE).set_unlocked(),
    };
    if style.office && matches!(cell_style, CellStyle::Voice | CellStyle::Id) {
        format.set_background_color(OFFICE)
    } else if style.band {
        format.set_background_color(BAND)
    } else {
        format
    }
}

/// Plain letters.
pub(crate) fn base() -> Format {
    Format::new().set_font_name(FONT).set_font_size(FONT_SIZE)
}

/// Plain letters that wrap, from the top.
pub(crate) fn prose() -> Format {
    base().set_text_wrap().set_align(FormatAlign::Top)
}

/// A header.
pub(crate) fn header() -> Format {
    base()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_font_color(Color::White)
        .set_background_color(HEADER)
        .set_border(FormatBorder::Thin)
        .set_border_color(LINE)
}

/// A count in a small table.
pub(crate) fn framed_count(align: FormatAlign) -> Format {
    framed().set_align(align).set_num_format(COUNT)
}

/// A cell of a small table.
pub(crate) fn framed() -> Format {
    prose().set_border(FormatBorder::Hair).set_border_color(LINE)
}
