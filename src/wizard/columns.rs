//! Rows as a review shows them: columns where they fit, wrapped and broken up where they do not.

use unicode_width::UnicodeWidthStr;

use crate::report::table;

/// Spaces before a row.
const INDENT: usize = 2;

/// The least columns that wrapped text is given.
const NARROW: usize = 16;

/// Lays rows out in lines of at most `width` columns where words allow it.
///
/// The last column is wrapped; where too little is left for it, cells stand below the first of
/// their row, and those of a table of four columns or more with what the first row calls them. A
/// row of one cell is text of its own.
pub(super) fn laid_out(rows: &[Vec<String>], width: usize) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows.iter().filter(|row| row.len() > 1) {
        for (at, cell) in row[..row.len() - 1].iter().enumerate() {
            match widths.get_mut(at) {
                Some(widest) => *widest = (*widest).max(cell.width()),
                None => widths.push(cell.width()),
            }
        }
    }
    let start = INDENT + widths.iter().map(|column| column + 2).sum::<usize>();
    let last = rows.iter().filter(|row| row.len() > 1).filter_map(|row| row.last());
    let longest = last.map(|cell| cell.width()).max().unwrap_or_default();
    let wraps = start + longest.min(NARROW) <= width;
    let mut out = String::new();
    for (at, row) in rows.iter().enumerate() {
        match &row[..] {
            [] => out.push('\n'),
            [one] => {
                for (at, line) in wrapped(one, width.saturating_sub(2 * INDENT)).enumerate() {
                    let indent = if at == 0 { INDENT } else { 2 * INDENT };
                    out.push_str(&format!("{:indent$}{line}\n", ""));
                }
            }
            [cells @ .., last] if wraps => {
                let mut line = " ".repeat(INDENT);
                let mut end = INDENT;
                for (cell, column) in cells.iter().zip(&widths) {
                    line.push_str(cell);
                    end += column + 2;
                    line.extend(std::iter::repeat_n(' ', end.saturating_sub(line.width())));
                }
                for (at, text) in wrapped(last, width.saturating_sub(end)).enumerate() {
                    if at > 0 {
                        out.push_str(line.trim_end());
                        out.push('\n');
                        line = " ".repeat(end);
                    }
                    line.push_str(&text);
                }
                out.push_str(line.trim_end());
                out.push('\n');
            }
            [first, rest @ ..] if rest.len() < 3 => {
                let rest: Vec<&str> =
                    rest.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
                if !first.is_empty() {
                    out.push_str(&format!("{:INDENT$}{first}\n", ""));
                }
                for line in wrapped(&rest.join("  "), width.saturating_sub(2 * INDENT)) {
                    out.push_str(format!("{:1$}{line}", "", 2 * INDENT).trim_end());
                    out.push('\n');
                }
            }
            // A table: the row above all names what each cell is.
            [_, ..] if at == 0 => {}
            [first, rest @ ..] => {
                out.push_str(&format!("{:INDENT$}{first}\n", ""));
                let heads = rows[0].iter().skip(1);
                let named: Vec<String> =
                    heads.zip(rest).map(|(head, cell)| format!("{head}: {cell}")).collect();
                for line in wrapped(&named.join(" · "), width.saturating_sub(2 * INDENT)) {
                    out.push_str(format!("{:1$}{line}", "", 2 * INDENT).trim_end());
                    out.push('\n');
                }
            }
        }
    }
    out
}

/// Rows two and two beside each other, first down and then across, where they fit into `width`.
pub(super) fn paired(rows: &[Vec<String>], width: usize) -> String {
    let cells = rows.iter().map(Vec::len).max().unwrap_or_default();
    let half = rows.len().div_ceil(2);
    let (left, right) = rows.split_at(half);
    let both: Vec<Vec<String>> = left
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let mut row = row.clone();
            row.resize(cells, String::new());
            row.extend(right.get(at).cloned().unwrap_or_default());
            row
        })
        .collect();
    let text = table::fitted(&both, usize::MAX);
    if rows.len() > 3 && text.lines().all(|line| line.width() <= width) {
        return text;
    }
    laid_out(rows, width)
}

/// A text broken between words into lines of at most `width` columns; one line at least.
fn wrapped(text: &str, width: usize) -> impl Iterator<Item = String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.last_mut().expect("there is a line from the start");
        if !last.is_empty() && last.width() + 1 + word.width() > width {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn the_last_column_is_wrapped_and_cells_become_lines_where_it_is_narrow() {
        let rows = rows(&[&["Files", "one two three four five six seven"], &["Wiring", "8 links"]]);
        insta::assert_snapshot!(laid_out(&rows, 34), @r"
          Files   one two three four five
                  six seven
          Wiring  8 links
        ");
        insta::assert_snapshot!(laid_out(&rows, 24), @r"
          Files
            one two three four
            five six seven
          Wiring
            8 links
        ");
    }

    #[test]
    fn a_table_that_is_too_wide_names_what_each_cell_is() {
        let table = rows(&[&["name", "module", "dev", "by"], &["app", "service", "create", "you"]]);
        insta::assert_snapshot!(laid_out(&table, 24), @r"
          app
            module: service ·
            dev: create · by:
            you
        ");
    }

    #[test]
    fn rows_stand_beside_each_other_where_they_fit() {
        let rows = rows(&[&["a", "1", "x"], &["b", "2", "y"], &["c", "3", "z"], &["d", "4", "w"]]);
        insta::assert_snapshot!(paired(&rows, 40), @r"
          a  1  x  c  3  z
          b  2  y  d  4  w
        ");
        insta::assert_snapshot!(paired(&rows, 12), @r"
          a  1  x
          b  2  y
          c  3  z
          d  4  w
        ");
    }
}
