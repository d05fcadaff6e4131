//! A small round of workshops, and the example's first rows.

use std::path::Path;

use crate::support::project::{Project, REPOSITORY};

/// What offices wrote.
pub(crate) const OFFICES: &str = "\
id,texto,competencia,entidad,presupuesto
I1,Ampliar la cobertura de agua potable en los barrios altos,Ambiente,EPMAPS,120
I2,Renovar las redes de alcantarillado que ya cumplieron su vida útil,Ambiente,EPMAPS,300
I3,Reducir los tiempos de viaje en el transporte público,\"Movilidad, Vialidad, Tránsito, Transporte Terrestre y Seguridad Vial\",Secretaría de Movilidad,80
I4,Fortalecer las bibliotecas y los centros culturales de los barrios,Cultura,Secretaría de Cultura,15
I5,Mejorar la iluminación de parques y pasajes para prevenir el delito,,EMSEGURIDAD,60
I6,Promover la atención de salud mental en las unidades municipales,Salud,Secretaría de Salud,40
";

/// What citizens wrote.
pub(crate) const CITIZENS: &str = "\
id,texto,competencia,parroquia,taller,fecha,facilitadora
C1,Que llegue el agua potable todos los días a los barrios de arriba,Ambiente,Conocoto,T1,2026-09-11,Rosa
C2,Arreglar las alcantarillas de la calle principal que se desbordan,Ambiente,Conocoto,T1,2026-09-11,Rosa
C3,Más buses para llegar pronto al trabajo,Movilidad,Calderón,T2,12/09/2026,Luis
C4,Que los buses respeten las paradas y los horarios,Movilidad,Calderón,T2,12/09/2026,Luis
C5,Abrir las bibliotecas del barrio los fines de semana,Cultura,Nayón,T3,2026-09-13,Rosa
C6,Luz en el parque para caminar sin miedo de noche,,Nayón,T3,2026-09-13,Rosa
C7,Psicólogos en los centros de salud para los jóvenes,Salud,Nayón,T3,2026-09-13,Luis
C8,ninguno,,Nayón,T3,2026-09-13,Luis
";

/// A project with both files.
pub(crate) fn small() -> Project {
    Project::new().file("oficinas.csv", OFFICES).file("talleres.csv", CITIZENS)
}

/// The command line for both files.
pub(crate) const BOTH: &str = "--institutional oficinas.csv --citizen talleres.csv --out corrida";

/// The header and the first rows of a file of the example.
pub(crate) fn first_rows(file: &str, rows: usize) -> String {
    let path = Path::new(REPOSITORY).join("data/example").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().take(rows + 1).flat_map(|line| [line, "\n"]).collect()
}
