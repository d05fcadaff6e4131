//! Reads a planning frame from its folder of tables, and checks it as a whole: every reference must
//! point at something, nothing may be there twice.
//!
//! | file | columns |
//! |---|---|
//! | `competencias.csv` (required) | id, competencia |
//! | `objetivos_desarrollo.csv` | id, nombre, objetivo |
//! | `objetivos_gestion.csv` | id, `objetivo_desarrollo`, objetivo |
//! | `politicas.csv` | id, `objetivo_gestion`, politica |
//! | `metas.csv` | id, politica, meta, indicador: one of the last two may be blank |
//! | `alias.csv` | alias, competencia |
//! | `desafios_metropolitanos.csv` | id, horizonte, competencia, texto, and optionally `objetivo_desarrollo`, `objetivo_gestion`, politicas (separated by `;`), `lectura_politica` |
//! | `ajenos.csv` | texto |
//! | `plan.csv` | dato, valor: what the plan (`nombre`) and its challenges (`desafío`) are called, and the level of government (`nivel`) |
//!
//! Each table may be a CSV file or a spreadsheet of the same name (`competencias.xlsx`), or a sheet of
//! that name in one workbook, which is given in the folder's place or stands in it as `marco.xlsx`.
//! A row whose first cell begins with `#` is a remark and is passed over.

mod levels;
mod sheet;
mod template;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::domain::frame::{
    Competencia, Desafio, Frame, Horizon, Meta, ObjetivoDesarrollo, ObjetivoGestion, Politica,
};
use crate::domain::index::CompetenciaIndex;
use crate::domain::problem::{Place, Problem, Problems, excerpt};
use crate::read::{embedded, files};
use crate::text::fold::{self, letters};

use levels::Level;
use sheet::{Line, Sheet};

pub use template::write as write_template;

/// The longest name of a plan, in characters.
const LONGEST_NAME: usize = 120;

/// A frame as it was read.
#[derive(Debug)]
pub struct Checked {
    /// The frame; with problems it is fit for nothing but showing them.
    pub frame: Frame,
    /// What keeps it from being used.
    pub problems: Vec<Problem>,
    /// What its makers may want to complete: objectives that nothing serves, policies that nothing
    /// measures.
    pub notes: Vec<Problem>,
}

/// Reads the frame in a folder, with all its problems; see [`check`].
pub fn read(dir: &Path) -> Result<(Frame, Vec<Problem>), files::Error> {
    check(dir).map(|checked| (checked.frame, checked.problems))
}

/// What a frame holds, counted: `13 competencias, 3 objetivos de desarrollo…`.
pub fn counts(frame: &Frame) -> String {
    let counts = [
        (frame.competencias.len(), "competencia", "competencias"),
        (frame.objetivos_desarrollo.len(), "objetivo de desarrollo", "objetivos de desarrollo"),
        (frame.objetivos_gestion.len(), "objetivo de gestión", "objetivos de gestión"),
        (frame.politicas.len(), "política", "políticas"),
        (frame.metas.as_ref().map_or(0, Vec::len), "meta o indicador", "metas e indicadores"),
        (frame.desafios.len(), "desafío ya consolidado", "desafíos ya consolidados"),
        (frame.alias.len(), "alias", "alias"),
        (frame.ajenos.len(), "ejemplo de asunto ajeno", "ejemplos de asuntos ajenos"),
    ];
    let some = counts.into_iter().filter(|(n, ..)| *n > 0);
    let some = some.map(|(n, one, many)| format!("{n} {}", if n == 1 { one } else { many }));
    some.collect::<Vec<_>>().join(", ")
}

/// Reads the frame in a folder or a workbook, or one that the program carries by its name alone, with
/// all that is to be said of it. What a problem makes unusable is left out of
/// the frame, so a frame with problems is fit for nothing but showing them. Fails only when the
/// folder or a file in it cannot be read from the disk.
pub fn check(dir: &Path) -> Result<Checked, files::Error> {
    let unreadable = |cause| files::Error::Read { path: dir.to_owned(), cause };
    let carried = if dir.exists() { None } else { embedded::by_name(dir) };
    let dir = carried.as_deref().unwrap_or(dir);
    let full = if dir.is_file() {
        // A workbook: its name without the extension is the frame's.
        dir.with_extension("")
    } else if dir.exists() {
        fs::read_dir(dir).map_err(unreadable)?;
        fs::canonicalize(dir).map_err(unreadable)?
    } else if files::is_folder(dir) {
        dir.to_owned()
    } else {
        return Err(unreadable(std::io::ErrorKind::NotFound.into()));
    };
    let name = full.file_name().map(|name| name.to_string_lossy().into_owned());
    let mut reader = Reader::default();
    reader.frame.name = name.unwrap_or_default();
    reader.competencias(dir)?;
    reader.objetivos_desarrollo(dir)?;
    reader.objetivos_gestion(dir)?;
    reader.politicas(dir)?;
    reader.metas(dir)?;
    reader.alias(dir)?;
    reader.desafios(dir)?;
    reader.ajenos(dir)?;
    reader.plan(dir)?;
    let mut notes = std::mem::take(&mut reader.notes);
    notes.extend(reader.unserved().into_vec());
    Ok(Checked { frame: reader.frame, problems: reader.problems.into_vec(), notes })
}

/// What the rows of one file are called by others: their keys, each with its place in the frame.
#[derive(Default)]
struct Index {
    /// The file's name.
    file: &'static str,
    /// Whether the folder has the file.
    exists: bool,
    of: BTreeMap<String, usize>,
    /// Where each entry's id stands.
    places: Vec<Place>,
}

impl Index {
    fn new(file: &'static str, sheet: Option<&Sheet>) -> Self {
        Self { file, exists: sheet.is_some(), ..Self::default() }
    }

    /// Adds the next entry, unless its key is there already.
    fn add(&mut self, key: &str, line: &Line<'_>, column: &str, problems: &mut Problems) -> bool {
        let key = fold::id(key);
        if let Some(&first) = self.of.get(&key) {
            let row = self.places[first].row.unwrap_or(1);
            let what = format!("ya está en la fila {row}: cambie una de las dos o bórrela");
            problems.push(Problem::new(line.at(column), what));
            return false;
        }
        self.of.insert(key, self.places.len());
        self.places.push(line.at(column));
        true
    }

    /// The entry that a cell refers to; `None`, and a problem, if there is none.
    fn find(&self, key: &str, at: Place, problems: &mut Problems) -> Option<usize> {
        let found = self.of.get(&fold::id(key)).copied();
        if found.is_none() {
            let key = excerpt(key);
            let what = if self.exists {
                format!("«{key}» no está en {}: corríjalo o agréguelo allí", self.file)
            } else {
                format!("«{key}» no señala nada porque falta {}: agregue el archivo", self.file)
            };
            problems.push(Problem::new(at, what));
        }
        found
    }
}

/// A frame in the making.
#[derive(Default)]
struct Reader {
    frame: Frame,
    problems: Problems,
    /// What there is to know of the tables.
    notes: Vec<Problem>,
    desarrollo: Index,
    gestion: Index,
    politica: Index,
    /// Ids, folded names and aliases of competencias.
    competencia: BTreeMap<String, CompetenciaIndex>,
}

impl Reader {
    fn say(&mut self, at: Place, what: impl Into<String>) {
        self.problems.push(Problem::new(at, what));
    }

    fn competencias(&mut self, dir: &Path) -> Result<(), files::Error> {
        const FILE: &str = "competencias.csv";
        let problems = &mut self.problems;
        let Some(sheet) =
            Sheet::open(dir, FILE, &["id", "competencia"], problems, &mut self.notes)?
        else {
            let at = Place::file(dir.join(FILE).display().to_string());
            self.say(at, "falta este archivo: el marco necesita al menos sus competencias");
            return Ok(());
        };
        let mut ids = Index::new(FILE, Some(&sheet));
        for line in sheet.lines() {
            let id = line.required("id", problems);
            let name = line.required("competencia", problems);
            let (Some(id), Some(name)) = (id, name) else { continue };
            let key = letters(name);
            if key.is_empty() || self.competencia.contains_key(&key) {
                let what = "esta competencia ya está en otra fila: borre una de las dos";
                problems.push(Problem::new(line.at("competencia"), what));
            } else if ids.add(id, &line, "id", problems) {
                let index = self.frame.competencias.len();
                self.competencia.insert(key, index.into());
                self.frame.competencias.push(Competencia { id: id.into(), name: name.into() });
            }
        }
        for (id, index) in ids.of {
            self.competencia.entry(letters(&id)).or_insert(index.into());
        }
        Ok(())
    }

    fn objetivos_desarrollo(&mut self, dir: &Path) -> Result<(), files::Error> {
        const FILE: &str = "objetivos_desarrollo.csv";
        let problems = &mut self.problems;
        let sheet =
            Sheet::open(dir, FILE, &["id", "nombre", "objetivo"], problems, &mut self.notes)?;
        self.desarrollo = Index::new(FILE, sheet.as_ref());
        for line in sheet.iter().flat_map(Sheet::lines) {
            let id = line.required("id", problems);
            let name = line.required("nombre", problems);
            let text = line.required("objetivo", problems);
            let (Some(id), Some(name), Some(text)) = (id, name, text) else { continue };
            if self.desarrollo.add(id, &line, "id", problems) {
                let (id, name, text) = (id.into(), name.into(), text.into());
                self.frame.objetivos_desarrollo.push(ObjetivoDesarrollo { id, name, text });
            }
        }
        Ok(())
    }

    fn objetivos_gestion(&mut self, dir: &Path) -> Result<(), files::Error> {
        const FILE: &str = "objetivos_gestion.csv";
        let problems = &mut self.problems;
        let sheet = Sheet::open(
            dir,
            FILE,
            &["id", "objetivo_desarrollo", "objetivo"],
            problems,
            &mut self.notes,
        )?;
        self.gestion = Index::new(FILE, sheet.as_ref());
        for line in sheet.iter().flat_map(Sheet::lines) {
            let id = line.required("id", problems);
            let of = line.reference("objetivo_desarrollo", &self.desarrollo, problems);
            let text = line.required("objetivo", problems);
            let (Some(id), Some(of), Some(text)) = (id, of, text) else { continue };
            if self.gestion.add(id, &line, "id", problems) {
                let objective =
                    ObjetivoGestion { id: id.into(), objetivo_desarrollo: of, text: text.into() };
                self.frame.objetivos_gestion.push(objective);
            }
        }
        Ok(())
    }

    fn politicas(&mut self, dir: &Path) -> Result<(), files::Error> {
        const FILE: &str = "politicas.csv";
        let problems = &mut self.problems;
        let sheet = Sheet::open(
            dir,
            FILE,
            &["id", "objetivo_gestion", "politica"],
            problems,
            &mut self.notes,
        )?;
        self.politica = Index::new(FILE, sheet.as_ref());
        for line in sheet.iter().flat_map(Sheet::lines) {
            let id = line.required("id", problems);
            let of = line.reference("objetivo_gestion", &self.gestion, problems);
            let text = line.required("politica", problems);
            let (Some(id), Some(of), Some(text)) = (id, of, text) else { continue };
            if self.politica.add(id, &line, "id", problems) {
                let policy = Politica { id: id.into(), objetivo_gestion: of, text: text.into() };
                self.frame.politicas.push(policy);
            }
        }
        Ok(())
    }

    fn metas(&mut self, dir: &Path) -> Result<(), files::Error> {
        const FILE: &str = "metas.csv";
        let problems = &mut self.problems;
        let columns = ["id", "politica", "meta", "indicador"];
        let Some(sheet) = Sheet::open(dir, FILE, &columns, problems, &mut self.notes)? else {
            return Ok(());
        };
        let mut ids = Index::new(FILE, Some(&sheet));
        let mut metas = Vec::new();
        for line in sheet.lines() {
            let id = line.required("id", problems);
            let of = line.reference("politica", &self.politica, problems);
            let [meta, indicador] = ["meta", "indicador"].map(|column| line.cell(column));
            if meta.is_empty() && indicador.is_empty() {
                let what = "faltan la meta y el indicador: escriba al menos uno de los dos";
                problems.push(Problem::new(line.at("meta"), what));
                continue;
            }
            let clean = ["meta", "indicador"].map(|column| line.sound(column, problems));
            let (Some(id), Some(of), [true, true]) = (id, of, clean) else { continue };
            if ids.add(id, &line, "id", problems) {
                let (meta, indicador) = (meta.to_owned(), indicador.to_owned());
                metas.push(Meta { id: id.into(), politica: of, meta, indicador });
            }
        }
        self.frame.metas = Some(metas);
        Ok(())
    }

    fn alias(&mut self, dir: &Path) -> Result<(), files::Error> {
        let columns = ["alias", "competencia"];
        let sheet = Sheet::open(dir, "alias.csv", &columns, &mut self.problems, &mut self.notes)?;
        for line in sheet.iter().flat_map(Sheet::lines) {
            let alias = line.required("alias", &mut self.problems);
            let competencia = self.competencia_of(&line);
            let (Some(alias), Some(competencia)) = (alias, competencia) else { continue };
            let key = letters(alias);
            if let Some(&other) = self.competencia.get(&key) {
                let what = format!(
                    "«{}» ya es un nombre de «{}»: borre esta fila o elija otro",
                    excerpt(alias),
                    self.frame.competencia(other)
                );
                self.say(line.at("alias"), what);
            } else if key.is_empty() {
                self.say(line.at("alias"), "el alias no tiene letras ni números: corríjalo");
            } else {
                self.competencia.insert(key, competencia);
                self.frame.alias.push((alias.to_owned(), competencia));
            }
        }
        Ok(())
    }

    /// The competencia that a line names by its name, its id or an alias.
    fn competencia_of(&mut self, line: &Line<'_>) -> Option<CompetenciaIndex> {
        let name = line.required("competencia", &mut self.problems)?;
        let found = self.competencia.get(&letters(name)).copied();
        if found.is_none() {
            let what = format!(
                "«{}» no está en competencias.csv: corríjala o agréguela allí",
                excerpt(name)
            );
            self.say(line.at("competencia"), what);
        }
        found
    }

    fn desafios(&mut self, dir: &Path) -> Result<(), files::Error> {
        const FILE: &str = "desafios_metropolitanos.csv";
        let columns = ["id", "horizonte", "competencia", "texto"];
        let sheet = Sheet::open(dir, FILE, &columns, &mut self.problems, &mut self.notes)?;
        let mut ids = Index::new(FILE, sheet.as_ref());
        let mut texts: BTreeMap<(CompetenciaIndex, String), usize> = BTreeMap::new();
        for line in sheet.iter().flat_map(Sheet::lines) {
            let Some(desafio) = self.desafio(&line) else { continue };
            let key = (desafio.competencia, letters(&desafio.text));
            if let Some(row) = texts.get(&key) {
                let what = format!("este texto ya está en la fila {row}: borre una de las dos");
                self.say(line.at("texto"), what);
            } else if ids.add(&desafio.id, &line, "id", &mut self.problems) {
                texts.insert(key, line.number());
                self.frame.desafios.push(desafio);
            }
        }
        Ok(())
    }

    /// The challenge of a line, its references checked one by one and against each other.
    fn desafio(&mut self, line: &Line<'_>) -> Option<Desafio> {
        let id = line.required("id", &mut self.problems);
        let horizon = self.horizon(line);
        let competencia = self.competencia_of(line);
        let problems = &mut self.problems;
        let text = line.required("texto", problems);
        let mut refer = |column, index: &Index| match line.cell(column) {
            "" => None,
            key => index.find(key, line.at(column), problems),
        };
        let declared = refer("objetivo_desarrollo", &self.desarrollo);
        let gestion = refer("objetivo_gestion", &self.gestion);
        let served = gestion.map(|of| self.frame.objetivos_gestion[of].objetivo_desarrollo);
        if declared.is_some() && served.is_some() && declared != served {
            let what = "el objetivo de gestión de esta fila es de otro objetivo de desarrollo: \
                        corrija uno de los dos";
            problems.push(Problem::new(line.at("objetivo_desarrollo"), what));
        }
        if gestion.is_some() && horizon == Some(Horizon::LargoPlazo) {
            let what = "un desafío de largo plazo no tiene objetivo de gestión: borre esta celda o \
                        cambie el horizonte";
            problems.push(Problem::new(line.at("objetivo_gestion"), what));
        }
        let mut politicas = Vec::new();
        for key in line.cell("politicas").split(';').map(str::trim).filter(|key| !key.is_empty()) {
            let at = line.at("politicas");
            let Some(policy) = self.politica.find(key, at.clone(), problems) else { continue };
            let what = if politicas.contains(&policy) {
                "está dos veces: deje una"
            } else if Some(self.frame.politicas[policy].objetivo_gestion) != gestion {
                "no es una política del objetivo de gestión de esta fila: corrija una de las dos"
            } else {
                politicas.push(policy);
                continue;
            };
            problems.push(Problem::new(at, format!("«{}» {what}", excerpt(key))));
        }
        Some(Desafio {
            id: id?.to_owned(),
            horizon: horizon?,
            competencia: competencia?,
            text: text?.to_owned(),
            objetivo_desarrollo: declared.or(served),
            objetivo_gestion: gestion,
            politicas,
            lectura: line.cell("lectura_politica").to_owned(),
        })
    }

    fn horizon(&mut self, line: &Line<'_>) -> Option<Horizon> {
        match letters(line.required("horizonte", &mut self.problems)?).as_str() {
            "largoplazo" | "delargoplazo" => Some(Horizon::LargoPlazo),
            "gestion" | "degestion" => Some(Horizon::Gestion),
            _ => {
                self.say(line.at("horizonte"), "escriba «largo plazo» o «gestión»");
                None
            }
        }
    }

    fn ajenos(&mut self, dir: &Path) -> Result<(), files::Error> {
        let sheet =
            Sheet::open(dir, "ajenos.csv", &["texto"], &mut self.problems, &mut self.notes)?;
        for line in sheet.iter().flat_map(Sheet::lines) {
            self.frame.ajenos.extend(line.required("texto", &mut self.problems).map(str::to_owned));
        }
        Ok(())
    }

    /// What the plan and its challenges are called.
    fn plan(&mut self, dir: &Path) -> Result<(), files::Error> {
        let columns = ["dato", "valor"];
        let sheet = Sheet::open(dir, "plan.csv", &columns, &mut self.problems, &mut self.notes)?;
        for line in sheet.iter().flat_map(Sheet::lines) {
            let named = line.required("dato", &mut self.problems);
            let value = line.required("valor", &mut self.problems);
            let (Some(named), Some(value)) = (named, value) else { continue };
            let known = letters(named);
            if known == "nivel" {
                self.level(&line, value);
                continue;
            }
            let place = match known.as_str() {
                "nombre" => &mut self.frame.title,
                "desafio" => &mut self.frame.challenge,
                _ => {
                    let what = format!(
                        "«{}» no es un dato de esta tabla: son «nombre» (del plan), «desafío» \
                         (cómo se llaman: «desafío cantonal») y «nivel» (del gobierno local)",
                        excerpt(named)
                    );
                    self.say(line.at("dato"), what);
                    continue;
                }
            };
            let wrong = if !place.is_empty() {
                Some("este dato ya está en otra fila: borre una de las dos")
            } else if value.chars().count() > LONGEST_NAME {
                Some("es demasiado largo para un título: como máximo 120 caracteres")
            } else if known == "desafio" && !value.contains(char::is_whitespace) {
                // «cantonal» alone is what many will write.
                *place = format!("desafío {}", value.to_lowercase());
                continue;
            } else {
                value.clone_into(place);
                None
            };
            if let Some(what) = wrong {
                self.say(line.at("valor"), what);
            }
        }
        Ok(())
    }

    /// Examples of what is not this level's, besides those that the frame lists itself.
    fn level(&mut self, line: &Line<'_>, named: &str) {
        if let Some(level) = Level::of(named) {
            self.frame.ajenos.extend(level.matters_of_others());
            return;
        }
        let what = format!(
            "«{}» no es un nivel: escriba «provincial», «cantonal», «metropolitano» o «parroquial»",
            excerpt(named)
        );
        self.say(line.at("valor"), what);
    }

    /// Objectives that nothing serves and policies that nothing measures, where the frame has what
    /// should.
    fn unserved(&self) -> Problems {
        let mut notes = Problems::default();
        let served: Vec<usize> =
            self.frame.objetivos_gestion.iter().map(|o| o.objetivo_desarrollo).collect();
        let with_policy: Vec<usize> =
            self.frame.politicas.iter().map(|policy| policy.objetivo_gestion).collect();
        let checks = [
            (
                &self.desarrollo,
                self.gestion.exists.then_some(served),
                "ningún objetivo de gestión sirve a este objetivo",
            ),
            (
                &self.gestion,
                self.politica.exists.then_some(with_policy),
                "ninguna política sirve a este objetivo",
            ),
        ];
        for (index, served, what) in checks {
            let Some(served) = served else { continue };
            for (at, place) in index.places.iter().enumerate() {
                if !served.contains(&at) {
                    notes.push(Problem::new(place.clone(), what));
                }
            }
        }
        for (policy, place) in self.politica.places.iter().enumerate() {
            let what = match self.frame.measured(policy) {
                None | Some((true, true)) => continue,
                Some((true, false)) => "esta política no tiene indicador en metas.csv",
                Some((false, true)) => "esta política no tiene meta en metas.csv",
                Some((false, false)) => "esta política no tiene meta ni indicador en metas.csv",
            };
            notes.push(Problem::new(place.clone(), what));
        }
        notes
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::needless_raw_string_hashes)]
mod tests;
