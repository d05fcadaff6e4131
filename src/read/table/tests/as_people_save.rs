//! Rows that are no data, letters and separators as people's programs write them, JSON, pages and
//! packed files.

use std::io::Write;

use super::{parse, rows, said, told, zipped};
use crate::read::table::letters::Page;
use crate::read::table::*;

fn csv(text: &str) -> Parsed {
    parse("csv", text)
}

/// Which rows are no data, and as what.
fn aside(parsed: &Parsed) -> Vec<(usize, &Remark)> {
    let notes = parsed.notes.iter().filter(|note| note.what.is_aside());
    let aside: Vec<_> = notes.filter_map(|note| Some((note.at.row?, &note.what))).collect();
    assert_eq!(aside.len(), parsed.aside.len(), "{:?}", parsed.aside);
    aside
}

#[test]
fn titles_above_the_header_are_told_and_are_no_data() {
    for text in [
        "Resultados de los talleres;;\nSecretaría;;\n;;\nid;texto;lugar\n1;Más buses;Nono\n2;Agua;Nono\n",
        "Resultados de los talleres\nSecretaría\n\nid;texto;lugar\n1;Más buses;Nono\n2;Agua;Nono\n",
    ] {
        let parsed = csv(text);
        assert_eq!(said(&parsed), [""; 0]);
        assert_eq!(parsed.table.headers, ["id", "texto", "lugar"], "{text}");
        assert_eq!(parsed.table.header_row, 4);
        assert_eq!(
            rows(&parsed),
            [(5, vec!["1", "Más buses", "Nono"]), (6, vec!["2", "Agua", "Nono"])]
        );
        assert_eq!(aside(&parsed).iter().map(|(row, _)| *row).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(
            told(&parsed)[0],
            "a.csv:1: está sobre el encabezado, que es la fila 4, y no se leyó como dato: \
             «Resultados de los talleres»"
        );
    }
    let pairs =
        csv("Taller,Calderón,,\nFecha,12/03/2026,,\nid,texto,tema,lugar\n1,a,b,c\n2,d,e,f\n");
    assert_eq!(pairs.table.headers, ["id", "texto", "tema", "lugar"]);
    let one = csv("PROPUESTAS CIUDADANAS\nPropuesta\nMás buses\nAgua segura\n");
    assert_eq!(one.table.headers, ["Propuesta"]);
    assert_eq!(one.table.rows.len(), 2);
}

#[test]
fn a_header_that_lacks_names_or_has_few_is_still_the_header() {
    for (text, header) in [
        ("id,texto,\n1,agua,ver\n2,luz,ver\n", vec!["id", "texto", "columna C"]),
        ("texto\nagua\nluz\n", vec!["texto"]),
        ("id,texto\n1,\n2,\n3,agua\n", vec!["id", "texto"]),
        ("2024,2025,2026\n1,2,3\n", vec!["2024", "2025", "2026"]),
        ("Lo que pide la gente\nagua\nluz\n", vec!["Lo que pide la gente"]),
        ("id,texto,a,b,c\n1,agua,,,\n2,luz,,,\n", vec!["id", "texto", "a", "b", "c"]),
    ] {
        let parsed = csv(text);
        assert_eq!(parsed.table.headers, header, "{text}");
        assert!(aside(&parsed).is_empty(), "{text}");
        assert_eq!(parsed.table.header_row, 1);
    }
}

#[test]
fn a_repeated_header_is_told_by_its_row() {
    for (text, row) in [
        ("id,texto,lugar\n1,a,b\n2,c,d\nid,texto,lugar\n3,e,f\n", 4),
        ("id,texto,lugar\n1,a,b\n\u{FEFF}id,texto,lugar\n3,e,f\n", 3),
        ("texto,lugar\na,b\nTexto, Lugar \nc,d\n", 3),
        ("texto\na\ntexto\nb\n", 3),
    ] {
        let parsed = csv(text);
        assert_eq!(aside(&parsed), [(row, &Remark::HeaderAgain)], "{text}");
        assert_eq!(said(&parsed), [""; 0]);
    }
    // A word of the header in its own column, among others, is a value.
    let parsed = csv("texto,tema\nagua,Tema\nluz,vías\n");
    assert!(aside(&parsed).is_empty());
}

#[test]
fn a_second_row_of_headers_names_what_the_first_leaves_blank() {
    let survey = csv("Respondent ID,Start Date,Propuesta,Tema,,\n,,Open-Ended Response,Movilidad,\
                      Ambiente,Salud\n1,02/23/2026,Más buses,Movilidad,,\n2,02/24/2026,Agua,,\
                      Ambiente,Salud\n");
    assert_eq!(survey.table.headers, ["Respondent ID", "Start Date", "Propuesta", "Tema"]);
    assert_eq!(
        rows(&survey),
        [
            (3, vec!["1", "02/23/2026", "Más buses", "Movilidad"]),
            (4, vec!["2", "02/24/2026", "Agua", "Ambiente; Salud"]),
        ]
    );
    assert_eq!(aside(&survey), [(2, &Remark::SecondHeader)]);
    let grouped = csv("id,Lugar,,Texto\n,parroquia,barrio,\n1,Nono,Alto,agua\n2,Nono,Bajo,luz\n");
    assert_eq!(grouped.table.headers, ["id", "parroquia", "barrio", "Texto"]);
    let question = csv("id,¿Qué propone?,,\n,1,2,Otro (especifique)\n7,agua,luz,vías\n8,a,,\n");
    assert_eq!(
        question.table.headers,
        ["id", "¿Qué propone? - 1", "¿Qué propone? - 2", "¿Qué propone? - Otro (especifique)"]
    );
    let plain = csv("id,texto\nResponse,Response\n1,agua\n");
    assert_eq!(aside(&plain), [(2, &Remark::SecondHeader)]);
    let tags = csv("id,texto,lugar\n#respondent+id,#description,#adm2 +name\n1,agua,Nono\n");
    assert_eq!(aside(&tags), [(2, &Remark::Tags)]);
    assert_eq!(rows(&tags), [(3, vec!["1", "agua", "Nono"])]);
    let qualtrics = csv(
        "StartDate,EndDate,ResponseId,Q1,Q2,Q3\nStart Date,End Date,Response ID,¿Qué problema tiene \
         su barrio?,Comente,Comente\n\"{\"\"ImportId\"\":\"\"startDate\"\"}\",\"{\"\"ImportId\"\":\
         \"\"endDate\"\"}\",\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\
         \"\"QID1_TEXT\"\"}\",\"{\"\"ImportId\"\":\"\"QID2_TEXT\"\"}\",\"{\"\"ImportId\"\":\
         \"\"QID3_TEXT\"\"}\"\n2026-03-01 10:00:00,2026-03-01 10:05:00,R_1,Falta luz,a,b\n",
    );
    assert_eq!(
        qualtrics.table.headers,
        [
            "StartDate",
            "EndDate",
            "ResponseId",
            "¿Qué problema tiene su barrio?",
            "Q2. Comente",
            "Q3. Comente"
        ]
    );
    assert_eq!(aside(&qualtrics), [(2, &Remark::SecondHeader), (3, &Remark::Tags)]);
    assert_eq!(qualtrics.table.rows.len(), 1);
    let hashes = csv("id,texto\n1,#NoMásBuses\n2,agua\n");
    assert!(aside(&hashes).is_empty());
}

#[test]
fn totals_sources_and_footnotes_are_no_data() {
    let parsed = csv(
        "texto,parroquia\nMás buses,Nono\nAgua segura,Calderón\n,\nTOTAL: 2 propuestas,\n\
                      Fuente: Secretaría de Planificación. Elaboración propia,\n* Se transcribieron \
                      tal como constan,\n",
    );
    assert_eq!(rows(&parsed).iter().map(|(row, _)| *row).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(aside(&parsed).iter().map(|(row, _)| *row).collect::<Vec<_>>(), [5, 6, 7]);
    let counted = csv("tema,texto,votos\nagua,Más agua,10\nluz,Más luz,5\nTotal,,15\n");
    assert_eq!(aside(&counted).len(), 1);
    assert_eq!(counted.table.rows.len(), 2);
    let among = csv("tema,texto,votos\nagua,Más agua,10\nSubtotal,,10\nluz,Más luz,5\nluz,Luz,4\n");
    assert_eq!(aside(&among).iter().map(|(row, _)| *row).collect::<Vec<_>>(), [3]);
    for label in ["Subtotal Nono", "Sub total 2", "Suma", "Suma parcial", "SUMA:"] {
        let sums = csv(&format!("texto,votos\nMás agua,10\n{label},10\nMás luz,5\nLuz,4\n"));
        assert_eq!(aside(&sums).iter().map(|(row, _)| *row).collect::<Vec<_>>(), [3], "{label}");
    }
    let printed =
        csv("id,texto,lugar\n1,agua,Nono\n2,luz,Nono\n,,\nDocumento generado el 12/03/2026,,\n");
    assert_eq!(aside(&printed).iter().map(|(row, _)| *row).collect::<Vec<_>>(), [5]);
}

#[test]
fn what_people_write_is_not_taken_for_a_total_or_a_note() {
    for text in [
        "texto\nTotal abandono del parque de la 24\nagua\nTotal falta de luz\n",
        "id,texto\n1,Total abandono del parque\n2,Fuente de agua en el parque\n",
        "texto\nagua\nFuente de agua en el parque\n",
        "texto\n* agua\n* luz\n\n* vías\n* Notas musicales\n",
        "texto,lugar\nagua,Nono\n\nNota de la comunidad: más luz,Nono\n",
        "id,texto,tema\n1,agua,\n\n2,luz,\n3,vías,\n",
        "texto,lugar\nagua,Nono\nSubtotalmente abandonado,\n",
        "total,texto\n3,agua\n",
        "texto,votos\nSuma de esfuerzos por el parque,10\nSumak kawsay,3\nSuma,mucho\n",
    ] {
        let parsed = csv(text);
        assert!(aside(&parsed).is_empty(), "{text}");
    }
}

#[test]
fn letters_are_read_as_spanish_and_the_choice_is_told() {
    let text = "id;texto;parroquia\n1;Más iluminación en el callejón, señores;Iñaquito\n2;¿Y el \
                agua?;Calderón\n";
    for (page, words) in [
        (Page::Dos850, "página de códigos 850 (MS-DOS)"),
        (Page::Mac, "Mac OS Roman"),
        (Page::Windows1252, "Windows-1252"),
    ] {
        let parsed = parse("csv", page.encode(text).unwrap());
        assert_eq!(parsed.format, format!("CSV (punto y coma, {words})"));
        assert_eq!(said(&parsed), [""; 0]);
        assert_eq!(parsed.table.rows[0].cells[1], "Más iluminación en el callejón, señores");
        let chosen = told(&parsed).iter().any(|note| note.contains("las letras se leyeron como"));
        assert_eq!(chosen, page != Page::Windows1252);
    }
    let twice = Page::Windows1252.decode(text.as_bytes());
    let parsed = csv(&twice);
    assert_eq!(parsed.format, "CSV (punto y coma, UTF-8 codificado dos veces)");
    assert_eq!(parsed.table.rows[1].cells[2], "Calderón");
    let zeros: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let parsed = parse("csv", zeros);
    assert_eq!(parsed.format, "CSV (punto y coma, UTF-16 sin marca)");
    assert_eq!(
        told(&parsed),
        [
            "a.csv: las letras se leyeron como UTF-16 sin marca, porque así el texto resulta español; \
          si ve letras raras, guarde el archivo como CSV UTF-8"
        ]
    );
    let noise: Vec<u8> = b"texto\n"
        .iter()
        .copied()
        .chain((0..200_u32).map(|i| (128 + i * 37 % 128) as u8))
        .collect();
    assert!(said(&parse("csv", noise))[0].contains("no se pueden leer con seguridad"));
}

#[test]
fn garbled_cells_are_told_by_row_and_column() {
    let parsed = csv("id,texto,lugar\n1,más agua,CalderÃ³n\n2,la seÒal,Nono\n3,sí,IÃ±aquito\n");
    assert_eq!(
        told(&parsed),
        [
            ("2:lugar", "CalderÃ³n", "Calderón"),
            ("3:texto", "seÒal", "señal"),
            ("4:lugar", "IÃ±aquito", "Iñaquito")
        ]
        .map(|(at, word, instead)| format!(
            "a.csv:{at}: parece mal codificado («{word}» en lugar de «{instead}»): vuelva a \
                 exportar el archivo como CSV UTF-8 o .xlsx, o corrija la celda"
        ))
    );
    let many = "CalderÃ³n,ñ\n".repeat(300);
    let parsed = csv(&format!("lugar,otro\n{many}"));
    assert!(told(&parsed).iter().any(|note| note.ends_with("y 100 avisos más como el anterior")));
}

#[test]
fn a_control_character_is_left_where_it_stands() {
    let parsed = csv("id,texto\n1,Mas buses\0\n2,Agua segura\n");
    assert_eq!(rows(&parsed)[0].1[1], "Mas buses\0");
}

#[test]
fn quotes_with_backslashes_are_quotes() {
    let parsed =
        csv("\"id\",\"texto\"\n\"1\",\"la calle \\\"Los Pinos\\\" tenga vereda\"\n\"2\",\"Que \
                      \\\"Los Pinos\\\", la calle, tenga luz\"\n\"3\",\"C:\\\\\"\n");
    assert_eq!(said(&parsed), [""; 0]);
    assert_eq!(
        rows(&parsed),
        [
            (2, vec!["1", "la calle \"Los Pinos\" tenga vereda"]),
            (3, vec!["2", "Que \"Los Pinos\", la calle, tenga luz"]),
            (4, vec!["3", "C:\\"]),
        ]
    );
    assert!(told(&parsed)[0].contains("\\\""));
}

#[test]
fn a_quote_that_swallows_rows_is_told_by_its_line() {
    let parsed = csv("id,texto\nC1,\"sin cerrar\nC2,agua\nC3,luz\nC4,de 5\"\nC5,fin\n");
    assert_eq!(
        said(&parsed),
        [
            "a.csv:2: una celda abre comillas y se traga las filas que siguen: ciérrelas, o quítelas \
          si son parte del texto"
        ]
    );
    assert_eq!(rows(&parsed).iter().map(|(row, _)| *row).collect::<Vec<_>>(), [3, 4, 5, 6]);
    let one = csv("id,texto\nC1,\"sin cerrar\nC2,de 5\"\nC3,fin\n");
    assert!(told(&one)[0].contains("a.csv:2: una celda entre comillas"), "{:?}", told(&one));
    let sound = csv("id,texto\nC1,\"agua, luz\ny calles, parques\ny más\"\nC2,fin\n");
    assert_eq!((said(&sound).len(), told(&sound).len(), sound.table.rows.len()), (0, 0, 2));
}

#[test]
fn json_lists_and_what_holds_them_are_tables() {
    for (text, format) in [
        ("[{\"id\":1,\"texto\":\"agua\"},{\"id\":2,\"texto\":\"luz\"}]", "lista JSON (UTF-8)"),
        (
            "{\n \"total\": 2,\n \"data\": {\"propuestas\": [\n {\"id\": 1, \"texto\": \"agua\"},\n \
             {\"id\": 2, \"texto\": \"luz\"}\n]}}",
            "JSON, lista «data/propuestas» (UTF-8)",
        ),
        (
            "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\
             \"id\":1,\"texto\":\"agua\"}},{\"type\":\"Feature\",\"properties\":{\"id\":2,\
             \"texto\":\"luz\"}}]}",
            "JSON, lista «features» (UTF-8)",
        ),
    ] {
        let parsed = parse("json", text);
        assert_eq!(parsed.format, format);
        assert_eq!(said(&parsed), [""; 0]);
        assert_eq!(rows(&parsed), [(1, vec!["1", "agua"]), (2, vec!["2", "luz"])], "{text}");
    }
    let nested = parse(
        "json",
        "[\n {\n \"id\": 1,\n \"body\": {\"es\": \"agua\"}, \"t\": [\"a\",\"b\"]\n }\n]\n",
    );
    assert_eq!(nested.table.headers, ["id", "body/es", "t"]);
    assert_eq!(rows(&nested), [(1, vec!["1", "agua", "a; b"])]);
    let broken = parse("json", "[\n{\"id\":1},\n{\"id\":}\n]");
    assert!(said(&broken)[0].starts_with("a.json:3: el JSON no se puede leer desde aquí"));
    let mixed = parse("json", "[{\"id\":1},5]");
    assert!(said(&mixed)[0].contains("a.json:2: este elemento"), "{:?}", said(&mixed));
}

#[test]
fn many_keys_cost_no_more_than_they_are() {
    // Each key is looked up once: with every other one looked at, this would take minutes.
    use std::fmt::Write;
    let mut line = String::from("{");
    for key in 0..16_000 {
        write!(line, "{}\"k{key}\":{key}", if key == 0 { "" } else { "," }).unwrap();
    }
    line.push_str("}\n");
    let parsed = parse("jsonl", line.repeat(20));
    assert_eq!((parsed.table.headers.len(), parsed.table.rows.len()), (16_000, 20));
}

#[test]
fn a_page_names_letters_as_texts_do() {
    let page = "<html><body><table><tr><th>id</th><th>texto</th></tr>\
                <tr><td>1</td><td>Educa&ccedil;&atilde;o &amp; sa&uacute;de &#8211; j&aacute;</td></tr>\
                </table></body></html>";
    assert_eq!(rows(&parse("xls", page)), [(2, vec!["1", "Educação & saúde – já"])]);
}

#[test]
fn a_table_in_a_page_is_read_as_it_is_shown() {
    let page = "<html><head><meta charset=\"utf-8\"><style>td>a{}</style></head><body><table border=1>\
                <tr><th>id</th><th>texto</th><th>lugar</th></tr><tr><td>1</td><td>M&aacute;s  buses\
                <br>ya &amp; hoy</td><td rowspan='2'>Nono</td></tr><tr><td>2<td>Agua &lt;segura\
                </table><table><tr><td>pie</td></tr></table></body></html>";
    let parsed = parse("xls", page);
    assert_eq!(said(&parsed), [""; 0]);
    assert_eq!(
        rows(&parsed),
        [(2, vec!["1", "Más buses\nya & hoy", "Nono"]), (3, vec!["2", "Agua <segura", "Nono"])]
    );
    assert!(told(&parsed).iter().any(|note| note.contains("no es un archivo .xls")));
    let book = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
                xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"Uno\">\
                <Table><Row><Cell><Data ss:Type=\"String\">id</Data></Cell><Cell><Data \
                ss:Type=\"String\">texto</Data></Cell></Row><Row ss:Index=\"4\"><Cell ss:Index=\"2\">\
                <Data ss:Type=\"String\">agua &#10;y luz</Data></Cell></Row></Table></Worksheet></Workbook>";
    let parsed = parse("xml", book);
    assert_eq!(rows(&parsed), [(4, vec!["", "agua \ny luz"])]);
    assert_eq!(parsed.format, "XML de Excel 2003, UTF-8 (hoja «Uno»)");
}

#[test]
fn the_single_table_of_a_packed_file_is_read() {
    let csv = "id,texto\n1,agua\n".as_bytes();
    let zip = zipped(&[("datos/a.csv", csv), ("__MACOSX/a.csv", b"x"), ("leeme.pdf", b"x")]);
    let parsed = parse("zip", zip);
    assert_eq!(rows(&parsed), [(2, vec!["1", "agua"])]);
    assert_eq!(parsed.format, "CSV (coma, UTF-8) en zip");
    assert_eq!(told(&parsed), ["a.zip: se leyó «datos/a.csv», que está dentro"]);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(csv).unwrap();
    let gzip = gzip.finish().unwrap();
    assert_eq!(rows(&parse("gz", &gzip)), [(2, vec!["1", "agua"])]);
    assert!(said(&parse("gz", &gzip[..gzip.len() - 9]))[0].contains("dañado"));
    let nested = zipped(&[("a.txt", &gzip)]);
    assert!(said(&parse("zip", nested))[0].contains("dentro de otro"));
}
