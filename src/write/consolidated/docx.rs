//! A word processor's document, as little of it as is needed: headings, paragraphs, lists and
//! tables with merged cells (ECMA-376, `WordprocessingML`).
//!
//! Written here because it is a few tags, and because the crate for it numbers its paragraphs over
//! the whole process, so that the same document would not give the same bytes twice.

use std::fmt::Write as _;
use std::io::{self, Cursor, Write as _};

use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// How a piece of a paragraph is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextFace {
    Plain,
    Bold,
    /// Smaller and grey: notes about a text.
    Note,
}

/// How a paragraph is set; the names are those of the styles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ParagraphStyle {
    Title,
    Heading2,
    Heading3,
    Body,
    Bullet,
    Warning,
    Cell,
    /// Small, in columns: the words behind a challenge.
    Voice,
    /// The name that stands over them.
    VoiceName,
}

impl ParagraphStyle {
    fn id(self) -> &'static str {
        match self {
            Self::Title => "Title",
            Self::Heading2 => "Heading2",
            Self::Heading3 => "Heading3",
            Self::Body => "Normal",
            Self::Bullet => "ListBullet",
            Self::Warning => "Warning",
            Self::Cell => "Cell",
            Self::Voice => "Voice",
            Self::VoiceName => "VoiceName",
        }
    }
}

/// How a page lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageLayout {
    Portrait,
    Landscape,
    /// Portrait, the text in two columns.
    Columns,
}

impl PageLayout {
    /// The width between the margins, in twentieths of a point: A4 with margins of 2 cm.
    fn room(self) -> f64 {
        match self {
            Self::Portrait | Self::Columns => 11_906.0 - 2_268.0,
            Self::Landscape => 16_838.0 - 2_268.0,
        }
    }

    fn section(self) -> String {
        let size = match self {
            Self::Portrait | Self::Columns => r#"<w:pgSz w:w="11906" w:h="16838"/>"#,
            Self::Landscape => r#"<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>"#,
        };
        let columns = match self {
            Self::Columns => r#"<w:cols w:num="2" w:space="454"/>"#,
            Self::Portrait | Self::Landscape => "",
        };
        format!(
            r#"<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:type w:val="nextPage"/>{size}<w:pgMar w:top="1021" w:right="1021" w:bottom="1021" w:left="1021" w:header="567" w:footer="567" w:gutter="0"/>{columns}</w:sectPr>"#
        )
    }
}

/// Whether a cell of a table is one with the cell above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellMerge {
    Alone,
    Opens,
    Goes,
}

/// A document, written from top to bottom.
pub(super) struct Document {
    body: String,
    page: PageLayout,
    /// Where the contents stand, as a place in `body`.
    contents: Option<usize>,
    /// What the contents list, in order.
    headings: Vec<String>,
}

impl Document {
    pub(super) fn new() -> Self {
        Self {
            body: String::new(),
            page: PageLayout::Portrait,
            contents: None,
            headings: Vec::new(),
        }
    }

    /// A paragraph of one face.
    pub(super) fn line(&mut self, style: ParagraphStyle, text: &str) {
        self.line_of(style, TextFace::Plain, text);
    }

    /// A paragraph of a certain face.
    pub(super) fn line_of(&mut self, style: ParagraphStyle, face: TextFace, text: &str) {
        self.paragraph(style, &[(face, text)]);
    }

    /// The contents stand here: every main heading with its page.
    pub(super) fn contents(&mut self) {
        self.contents = Some(self.body.len());
    }

    /// A main heading, which the contents list.
    pub(super) fn heading(&mut self, text: &str) {
        self.listed("Heading1", text);
    }

    /// A heading of the second kind, which the contents list.
    pub(super) fn subheading(&mut self, text: &str) {
        self.listed(ParagraphStyle::Heading2.id(), text);
    }

    fn listed(&mut self, style: &str, text: &str) {
        self.headings.push(text.to_owned());
        let n = self.headings.len();
        let _ = write!(
            self.body,
            r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:bookmarkStart w:id="{n}" w:name="c{n}"/>"#
        );
        self.run(TextFace::Plain, text);
        let _ = write!(self.body, r#"<w:bookmarkEnd w:id="{n}"/></w:p>"#);
    }

    /// A line for each heading. The page is a field that the reader's program fills in when it opens
    /// the document.
    fn contents_lines(&self) -> String {
        let mut lines = String::new();
        for (n, text) in (1..).zip(&self.headings) {
            let text = escape(text.as_str());
            let _ = write!(
                lines,
                r#"<w:p><w:pPr><w:pStyle w:val="Contents"/></w:pPr><w:hyperlink w:anchor="c{n}"><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:hyperlink><w:r><w:tab/></w:r><w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve"> PAGEREF c{n} \h </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>…</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>"#
            );
        }
        lines
    }

    /// A paragraph of several pieces.
    pub(super) fn paragraph(&mut self, style: ParagraphStyle, pieces: &[(TextFace, &str)]) {
        let _ = write!(self.body, r#"<w:p><w:pPr><w:pStyle w:val="{}"/></w:pPr>"#, style.id());
        for &(face, text) in pieces {
            self.run(face, text);
        }
        self.body.push_str("</w:p>");
    }

    fn run(&mut self, face: TextFace, text: &str) {
        let face = match face {
            TextFace::Plain => "",
            TextFace::Bold => "<w:rPr><w:b/></w:rPr>",
            TextFace::Note => r#"<w:rPr><w:rStyle w:val="Note"/></w:rPr>"#,
        };
        for (nth, line) in text.split('\n').enumerate() {
            let stop = if nth > 0 { "<w:br/>" } else { "" };
            let line = escape(line).replace('\t', "</w:t><w:tab/><w:t xml:space=\"preserve\">");
            let _ = write!(
                self.body,
                r#"<w:r>{face}{stop}<w:t xml:space="preserve">{line}</w:t></w:r>"#
            );
        }
    }

    /// A table as wide as the page: headers with the columns' parts of the width, and rows. The
    /// header stands on every page.
    pub(super) fn table(
        &mut self,
        columns: &[(&str, f64)],
        rows: impl IntoIterator<Item = Vec<(String, CellMerge)>>,
    ) {
        let whole: f64 = columns.iter().map(|(_, part)| part).sum();
        let widths: Vec<u32> =
            columns.iter().map(|(_, part)| (self.page.room() * part / whole) as u32).collect();
        self.body.push_str(
            r#"<w:tbl><w:tblPr><w:tblStyle w:val="Framed"/><w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr><w:tblGrid>"#,
        );
        for width in &widths {
            let _ = write!(self.body, r#"<w:gridCol w:w="{width}"/>"#);
        }
        self.body.push_str(r"</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for (&(name, _), &width) in columns.iter().zip(&widths) {
            self.cell(width, name, CellMerge::Alone);
        }
        self.body.push_str("</w:tr>");
        for row in rows {
            self.body.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for ((text, merge), &width) in row.iter().zip(&widths) {
                self.cell(width, text, *merge);
            }
            self.body.push_str("</w:tr>");
        }
        // A table must be followed by a paragraph.
        self.body.push_str(r#"</w:tbl><w:p><w:pPr><w:pStyle w:val="Cell"/></w:pPr></w:p>"#);
    }

    fn cell(&mut self, width: u32, text: &str, merge: CellMerge) {
        let merged = match merge {
            CellMerge::Alone => "",
            CellMerge::Opens => r#"<w:vMerge w:val="restart"/>"#,
            CellMerge::Goes => "<w:vMerge/>",
        };
        let _ = write!(
            self.body,
            r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}</w:tcPr>"#
        );
        self.line(ParagraphStyle::Cell, if merge == CellMerge::Goes { "" } else { text });
        self.body.push_str("</w:tc>");
    }

    /// What follows stands on pages that lie like this.
    pub(super) fn turn(&mut self, page: PageLayout) {
        let section = self.page.section();
        let _ = write!(self.body, "<w:p><w:pPr>{section}</w:pPr></w:p>");
        self.page = page;
    }

    /// The document's bytes.
    pub(super) fn formed(mut self, title: &str) -> io::Result<Vec<u8>> {
        if let Some(at) = self.contents {
            let lines = self.contents_lines();
            self.body.insert_str(at, &lines);
        }
        let section = self.page.section();
        let document = format!(
            r#"{HEAD}<w:document {SPACES}><w:body>{}{section}</w:body></w:document>"#,
            self.body
        );
        let core = format!(
            r#"{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title><dc:creator>minga</dc:creator><dc:language>es-EC</dc:language></cp:coreProperties>"#,
            escape(title)
        );
        let parts = [
            ("[Content_Types].xml", format!("{HEAD}{TYPES}")),
            ("_rels/.rels", format!("{HEAD}{RELATIONS}")),
            ("docProps/core.xml", core),
            ("word/document.xml", document),
            ("word/_rels/document.xml.rels", format!("{HEAD}{DOCUMENT_RELATIONS}")),
            ("word/styles.xml", format!("{HEAD}<w:styles {SPACES}>{STYLES}</w:styles>")),
            ("word/numbering.xml", format!("{HEAD}<w:numbering {SPACES}>{BULLETS}</w:numbering>")),
            ("word/footer1.xml", format!("{HEAD}<w:ftr {SPACES}>{FOOTER}</w:ftr>")),
        ];
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, part) in parts {
            archive.start_file(name, options)?;
            archive.write_all(part.as_bytes())?;
        }
        Ok(archive.finish()?.into_inner())
    }
}

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const SPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
const TYPES: &str = include_str!("docx/content_types.xml");
const RELATIONS: &str = include_str!("docx/relations.xml");
const DOCUMENT_RELATIONS: &str = include_str!("docx/document_relations.xml");
const STYLES: &str = include_str!("docx/styles.xml");
const BULLETS: &str = include_str!("docx/numbering.xml");
const FOOTER: &str = include_str!("docx/footer.xml");
