//! `consolidado.docx`: the list to be read, and in an annex every challenge with the words it comes
//! from.

use std::io;

use super::annexes::Annex;
use super::docx::{CellMerge, Document, PageLayout, ParagraphStyle, TextFace};
use super::list::{Final, Tie};
use super::{Book, sheets};
use crate::decide::chain::By;
use crate::domain::statement::Origin;
use crate::text::counts::plain_count;
use crate::write::svg::words::clipped;

/// The document's bytes.
pub(super) fn formed(book: &Book) -> io::Result<Vec<u8>> {
    let list = &book.list;
    let title = "Desafíos consolidados";
    let mut document = Document::new();
    document.line(ParagraphStyle::Title, title);
    if let Some(draft) = book.draft() {
        let where_ = "la lista está en la hoja «Borrador» de consolidado.xlsx";
        document.line(ParagraphStyle::Warning, &format!("{draft}; {where_}."));
    }
    document.line(
        ParagraphStyle::Body,
        "Cada desafío viene de los aportes de las entidades y de la ciudadanía. El anexo «Las voces» \
         los tiene todos, tal como se escribieron. Un aporte está en un solo desafío; si además es \
         de otro, allí se lo repite con la marca «también aquí» y no se vuelve a contar.",
    );
    document.contents();
    document.heading("Totales");
    for line in book.totals.lines() {
        document.line(ParagraphStyle::Bullet, &line);
    }
    for (c, competencia) in list.proposal.frame.competencias.iter().enumerate() {
        let finals: Vec<&Final> =
            list.finals.iter().filter(|one| one.competencia.index() == c).collect();
        if finals.is_empty() {
            continue;
        }
        document.heading(&book.published(&competencia.name));
        let count = |origin| finals.iter().map(|one| list.count(one, origin)).sum();
        let voices = voices(count(Origin::Institutional), count(Origin::Citizen));
        let n = match finals.len() {
            1 => "Un desafío".to_owned(),
            n => format!("{n} desafíos"),
        };
        document.line(ParagraphStyle::Body, &format!("{n}; {voices}."));
        for one in finals {
            challenge(&mut document, book, one);
        }
    }
    coverage(&mut document, book);
    left_out(&mut document, book);
    for (nth, annex) in book.annexes.iter().enumerate() {
        if nth == 0 {
            document.turn(PageLayout::Landscape);
        }
        self::annex(&mut document, book, annex);
    }
    document.turn(PageLayout::Columns);
    voices_annex(&mut document, book);
    document.formed(title)
}

/// `1 aporte institucional + 3 ciudadanos = 4 aportes`
fn voices(institutional: usize, citizen: usize) -> String {
    format!(
        "{} + {} = {}",
        plain_count(institutional, "aporte institucional", "aportes institucionales"),
        plain_count(citizen, "ciudadano", "ciudadanos"),
        plain_count(institutional + citizen, "aporte", "aportes"),
    )
}

fn challenge(document: &mut Document, book: &Book, one: &Final) {
    let list = &book.list;
    let frame = &list.proposal.frame;
    let count = |origin| list.count(one, origin);
    let mut facts = vec![format!("Horizonte: {}", sheets::horizon(one))];
    if !one.statements.is_empty() {
        facts.push(voices(count(Origin::Institutional), count(Origin::Citizen)));
    }
    facts.push(list.sides(one).in_spanish().to_owned());
    let aligned = &one.aligned;
    if let Some((objective, _)) = aligned.gestion {
        facts.push(format!("objetivo de gestión {}", frame.objetivos_gestion[objective].id));
    } else if let Some((objective, _)) = aligned.desarrollo {
        let objective = &frame.objetivos_desarrollo[objective];
        facts.push(format!("objetivo de desarrollo {} ({})", objective.id, objective.name));
    }
    let policies = aligned.politicas.iter().map(|&p| {
        let policy = &frame.politicas[p];
        format!("{} «{}»", policy.id, policy.text)
    });
    let policies: Vec<String> = policies.collect();
    match policies.as_slice() {
        [] => {}
        [policy] => facts.push(format!("política {policy}")),
        several => facts.push(format!("políticas {}", several.join(" y "))),
    }
    if aligned.by() == Some(By::Machine) {
        facts.push(format!("alineación {}", By::Machine.in_spanish()));
    }
    let facts = book.published(&facts.join(" · "));
    let id = format!("{}. ", one.id);
    if one.statements.is_empty() {
        // A challenge of the frame for which nobody wrote: one paragraph.
        let [id, title] = [id, format!("{} ", one.title)].map(|words| book.published(&words));
        let pieces = [
            (TextFace::Bold, id.as_str()),
            (TextFace::Plain, title.as_str()),
            (TextFace::Note, facts.as_str()),
        ];
        document.paragraph(ParagraphStyle::Voice, &pieces);
        return;
    }
    document.line(ParagraphStyle::Heading2, &book.published(&format!("{id}{}", one.title)));
    if list.is_draft(one) {
        let mark = "Borrador por redactar · ";
        document
            .paragraph(ParagraphStyle::Body, &[(TextFace::Bold, mark), (TextFace::Note, &facts)]);
    } else {
        document.line_of(ParagraphStyle::Body, TextFace::Note, &facts);
    }
}

/// Every challenge's statements in their own words: small, in two columns.
fn voices_annex(document: &mut Document, book: &Book) {
    let list = &book.list;
    document.heading("Las voces: los aportes de cada desafío");
    for one in &list.finals {
        if one.statements.is_empty() {
            continue;
        }
        let name = format!("{}. {}", one.id, clipped(&one.title, 90));
        document.line(ParagraphStyle::VoiceName, &book.published(&name));
        voices_of(document, book, one);
    }
}

fn voices_of(document: &mut Document, book: &Book, one: &Final) {
    let list = &book.list;
    // What holds for all of them is said once.
    let proposed = one.statements.iter().all(|(_, tie)| *tie == Tie::Proposed);
    let sides =
        [(Origin::Institutional, "Desde la institución"), (Origin::Citizen, "Desde la ciudadanía")];
    for (origin, heading) in sides {
        let mut here = one.statements.iter().filter(|(i, _)| list.statement(*i).origin == origin);
        let Some(first) = here.next() else { continue };
        // One after another, as they would be read aloud: a paragraph each would fill more pages.
        let heading = if proposed {
            format!("{heading} (lo {}): ", Tie::Proposed.in_spanish())
        } else {
            format!("{heading}: ")
        };
        let mut pieces = vec![(TextFace::Note, heading)];
        for &(i, tie) in std::iter::once(first).chain(here) {
            pieces.extend(voice(book, i, if proposed { Tie::Main } else { tie }));
        }
        let pieces: Vec<(TextFace, &str)> =
            pieces.iter().map(|(face, text)| (*face, text.as_str())).collect();
        document.paragraph(ParagraphStyle::Voice, &pieces);
    }
}

/// A statement's id, its words, and where it comes from.
fn voice(book: &Book, i: usize, tie: Tie) -> [(TextFace, String); 3] {
    let statement = book.list.statement(i);
    let from = [&statement.entidad, &statement.parroquia, &statement.taller];
    let mut about: Vec<String> =
        from.into_iter().flatten().map(|name| book.published(name.trim())).collect();
    about.retain(|name| !name.is_empty());
    if tie != Tie::Main {
        about.push(tie.in_spanish().to_owned());
    }
    let also = &book.list.settled.statements[i].also_in;
    if tie == Tie::Main && !also.is_empty() {
        let also: Vec<String> = also.iter().map(|key| book.published(&key.to_string())).collect();
        about.push(format!("también en {}", also.join(", ")));
    }
    let about = if about.is_empty() { " ".to_owned() } else { format!(" ({}) ", about.join("; ")) };
    let id = format!("{} ", statement.id);
    let words = book.published(&statement.text);
    [(TextFace::Bold, id), (TextFace::Plain, words.trim().to_owned()), (TextFace::Note, about)]
}

/// What the planning chain lacks, in both directions.
fn coverage(document: &mut Document, book: &Book) {
    if book.gaps.is_empty() {
        return;
    }
    document.heading("Cobertura: qué le falta a la cadena");
    for (gap, all) in &book.gaps {
        document.line(ParagraphStyle::Heading3, &format!("{gap} ({})", all.len()));
        for what in all {
            document.line(ParagraphStyle::Bullet, &book.published(what));
        }
    }
}

fn left_out(document: &mut Document, book: &Book) {
    let list = &book.list;
    let out = sheets::left_out(list);
    if out.is_empty() {
        return;
    }
    document.heading("Fuera de competencia y descartados");
    let columns =
        [("Id", 9.0), ("Origen", 13.0), ("Aporte", 50.0), ("Estado", 15.0), ("Motivo", 22.0)];
    let rows = out.into_iter().map(|i| {
        let statement = list.statement(i);
        let cells = [
            statement.id.to_string(),
            statement.origin.in_spanish().to_owned(),
            book.published(&statement.text),
            list.state(i).in_spanish().to_owned(),
            book.published(list.why(i).unwrap_or_default()),
        ];
        cells.map(|cell| (cell, CellMerge::Alone)).to_vec()
    });
    document.table(&columns, rows);
}

fn annex(document: &mut Document, book: &Book, annex: &Annex) {
    document.heading(annex.title);
    document.line(ParagraphStyle::Body, &annex.note);
    // On paper the words of the challenges have most of the width, so that rows are low.
    let share = |header: &str| match header {
        "Desafío" => 1.5,
        "Id" | "Aportes inst." | "Aportes ciud." => 1.2,
        _ => 1.0,
    };
    let columns = annex.columns.iter().map(|c| (c.header, c.width * share(c.header)));
    let columns: Vec<(&str, f64)> = columns.collect();
    let mut merges = vec![vec![CellMerge::Alone; columns.len()]; annex.rows.len()];
    for column in 0..annex.grouped {
        for (first, rows) in annex.spans(column).into_iter().filter(|&(_, rows)| rows > 1) {
            merges[first][column] = CellMerge::Opens;
            for row in &mut merges[first + 1..first + rows] {
                row[column] = CellMerge::Goes;
            }
        }
    }
    let rows = annex.rows.iter().zip(merges).map(|(row, merges)| {
        row.iter().map(|cell| book.published(cell)).zip(merges).collect::<Vec<_>>()
    });
    document.table(&columns, rows);
}
