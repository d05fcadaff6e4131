//! Answers that hold several demands, told or divided, and texts that are not in Spanish, told.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::notes::rows_in_words;
use super::rows::Titled;
use super::{Reader, shape};
use crate::domain::problem::Place;
use crate::domain::statement::{Statement, StatementId};
use crate::text::{language, lists};

/// The statements of an answer: one for each of its demands, or itself where it holds one. Parts
/// are `C12.1`, `C12.2`… with `C12` as their parent; `taken` says which ids there are already. A part
/// that says nothing («3. N/A») is none, and is counted. A title stands before each part.
pub(super) fn divided(
    Titled { statement: answer, title }: Titled,
    taken: impl Fn(&str) -> bool,
    silent: &mut usize,
) -> Vec<Titled> {
    let (over, body) = answer.text.split_at(title);
    let Some(list) = lists::list(body) else { return vec![Titled { statement: answer, title }] };
    let mut texts = list.texts(body);
    let all = texts.len();
    texts.retain(|text| !shape::is_no_answer(text));
    *silent += all - texts.len();
    if texts.is_empty() {
        return vec![Titled { statement: answer, title }];
    }
    let texts: Vec<String> = texts.into_iter().map(|text| format!("{over}{text}")).collect();
    let mut number = 0;
    let mut next = || loop {
        number += 1;
        let id = format!("{}.{number}", answer.id);
        if !taken(&id) {
            return StatementId::new(&id);
        }
    };
    let part = |text| {
        let parent = Some(answer.id.clone());
        Titled { statement: Statement { id: next(), text, parent, ..answer.clone() }, title }
    };
    texts.into_iter().map(part).collect()
}

impl Reader {
    /// Says which answers of a file hold several demands: its statements are the last ones, as many
    /// as there are lengths of their `titles`. So many were `divided`, with so many parts that say
    /// nothing.
    pub(super) fn note_lists(
        &mut self,
        place: &Place,
        titles: &[usize],
        (divided, silent): (usize, usize),
    ) {
        let from = self.reading.corpus.len() - titles.len();
        let of_file = &self.reading.corpus.statements[from..];
        if divided > 0 {
            let parts = of_file.iter().filter(|s| s.parent.is_some()).count();
            let silent = match silent {
                0 => String::new(),
                n => format!("; partes que no dicen nada, fuera: {n}"),
            };
            let note = format!(
                "respuestas con varios pedidos que se dividieron: {divided} (partes: {parts}{silent})"
            );
            self.note(place, &note);
            return;
        }
        let several: Vec<(usize, lists::Manner)> = of_file
            .par_iter()
            .zip(titles)
            .filter_map(|(s, &title)| Some((s.at.row?, lists::list(&s.text[title..])?.manner)))
            .collect();
        if let Some((_, manner)) = several.first() {
            let rows: Vec<usize> = several.iter().map(|(row, _)| *row).collect();
            let of_first = if several.len() == 1 { ": " } else { "; en la primera, " };
            let note = format!(
                "respuestas que parecen pedir varias cosas: {} ({}{of_first}{}); con --split-lists \
                 cada pedido es un aporte aparte, y al revisar se dividen una a una",
                several.len(),
                rows_in_words(&rows),
                manner.in_spanish()
            );
            self.note(place, &note);
        }
    }

    /// Says which texts of a file, from statement `from` on, are not in Spanish.
    pub(super) fn note_languages(&mut self, place: &Place, from: usize) {
        let mut each: BTreeMap<language::Language, usize> = BTreeMap::new();
        let mut rows = Vec::new();
        let of_file = &self.reading.corpus.statements[from..];
        let told: Vec<(language::Language, Option<usize>)> = of_file
            .par_iter()
            .filter_map(|s| Some((language::foreign(&s.text)?, s.at.row)))
            .collect();
        for (language, row) in told {
            *each.entry(language).or_default() += 1;
            rows.extend(row);
        }
        let strange: Vec<Option<usize>> =
            of_file.par_iter().filter(|s| is_of_other_script(&s.text)).map(|s| s.at.row).collect();
        rows.extend(strange.iter().copied().flatten());
        let all = each.values().sum::<usize>() + strange.len();
        if all > 0 {
            let mut each: Vec<String> = each
                .iter()
                .map(|(language, n)| format!("{}: {n}", language.in_spanish()))
                .collect();
            if !strange.is_empty() {
                each.push(format!("otra escritura: {}", strange.len()));
            }
            let note = format!(
                "textos que no están en español: {all} ({}; {}); se leen como los demás y se \
                 parecen menos de lo que debieran: tradúzcalos o revíselos a mano",
                each.join(", "),
                rows_in_words(&rows)
            );
            self.note(place, &note);
        }
    }
}

/// Whether most letters of a text are of another script than that of Spanish.
fn is_of_other_script(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let latin = |c: &char| matches!(u32::from(*c), ..0x250 | 0x1E00..0x1F00);
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    let own = letters().filter(latin).count();
    letters().count() > own * 2 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_demand_of_a_list_is_a_statement_and_its_answer_the_parent() {
        let mut answer = Statement::citizen("C12", "1. Más buses. 2. Agua segura.");
        answer.parroquia = Some("Nono".into());
        let plain = |statement| Titled { statement, title: 0 };
        let parts: Vec<Statement> = divided(plain(answer), |id| id == "C12.1", &mut 0)
            .into_iter()
            .map(|part| part.statement)
            .collect();
        let told: Vec<_> = parts
            .iter()
            .map(|s| (s.id.as_str(), s.text.as_str(), s.parent.as_ref().map(StatementId::as_str)))
            .collect();
        assert_eq!(
            told,
            [("C12.2", "Más buses.", Some("C12")), ("C12.3", "Agua segura.", Some("C12"))]
        );
        assert!(parts.iter().all(|s| s.parroquia.as_deref() == Some("Nono")));
        let whole =
            divided(plain(Statement::citizen("C1", "Más buses en la noche")), |_| false, &mut 0);
        assert!(whole.len() == 1 && whole[0].statement.parent.is_none());
        let mut silent = 0;
        let answer = Statement::citizen("C1", "- Más policía\n- Ninguna\n- Más luz");
        let parts = divided(plain(answer), |_| false, &mut silent);
        let texts: Vec<&str> = parts.iter().map(|part| part.statement.text.as_str()).collect();
        assert_eq!((texts.as_slice(), silent), (&["Más policía", "Más luz"][..], 1));
    }

    #[test]
    fn a_title_is_no_demand_of_its_own_and_stands_before_each() {
        let titled = |text: &str| Titled { statement: Statement::citizen("C1", text), title: 8 };
        let whole = divided(titled("Parque.\nFaltan baños y luz"), |_| false, &mut 0);
        assert_eq!(whole[0].statement.text, "Parque.\nFaltan baños y luz");
        let parts = divided(titled("Parque.\n1. Baños. 2. Luz."), |_| false, &mut 0);
        let texts: Vec<&str> = parts.iter().map(|part| part.statement.text.as_str()).collect();
        assert_eq!(texts, ["Parque.\nBaños.", "Parque.\nLuz."]);
    }
}
