//! Plain aligned columns, for terminals and for `cut`.

use unicode_width::UnicodeWidthStr;

/// Lays `rows` out in columns two spaces apart; the last column is not padded.
#[must_use]
pub fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (i, cell) in row.iter().enumerate() {
            line.push_str(cell);
            if i + 1 < N {
                let pad = widths[i] + 2 - cell.width();
                line.extend(std::iter::repeat_n(' ', pad));
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Lays `rows` out in columns where they fit into `width`, and each cell on a line of its own
/// where they do not. A row of one cell is a line that no column heeds.
#[must_use]
pub fn fitted(rows: &[Vec<String>], width: usize) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows.iter().filter(|row| row.len() > 1) {
        for (at, cell) in row.iter().enumerate() {
            match widths.get_mut(at) {
                Some(widest) => *widest = (*widest).max(cell.width()),
                None => widths.push(cell.width()),
            }
        }
    }
    let whole = INDENT + widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
    let mut out = String::new();
    for row in rows {
        let (first, rest) = row.split_first().map_or(("", &[][..]), |(f, r)| (f.as_str(), r));
        let mut line = format!("{:INDENT$}{first}", "");
        if whole <= width && !rest.is_empty() {
            let mut end = INDENT;
            for (cell, column) in rest.iter().zip(&widths) {
                end += column + 2;
                line.extend(std::iter::repeat_n(' ', end.saturating_sub(line.width())));
                line.push_str(cell);
            }
        } else {
            for cell in rest.iter().filter(|cell| !cell.is_empty()) {
                line.push_str(&format!("\n{:1$}{cell}", "", 2 * INDENT));
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Breaks a text between words into lines of at most `width` columns; a longer word stays whole.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        let mut gap = 0;
        for word in paragraph.trim().split(' ') {
            gap += 1;
            if word.is_empty() {
                continue;
            }
            if !line.is_empty() && line.width() + gap + word.width() > width {
                lines.push(std::mem::take(&mut line));
            }
            // Columns within a line stay apart.
            let apart = if line.is_empty() { 0 } else { gap };
            line.extend(std::iter::repeat_n(' ', apart));
            line.push_str(word);
            gap = 0;
        }
        lines.push(line);
    }
    lines
}

/// Spaces before a row.
const INDENT: usize = 2;

#[cfg(test)]
mod tests {
    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [["a".into(), "b".into()], ["long".into(), "c".into()]];
        assert_eq!(super::columns(&rows), "a     b\nlong  c\n");
    }

    #[test]
    fn rows_that_do_not_fit_become_lines() {
        let row = |cells: &[&str]| cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        let rows = [row(&["one line alone"]), row(&["a", "b"]), row(&["long", "c"])];
        assert_eq!(super::fitted(&rows, 20), "  one line alone\n  a     b\n  long  c\n");
        assert_eq!(super::fitted(&rows, 8), "  one line alone\n  a\n    b\n  long\n    c\n");
    }
}
