//! Lines and columns of a document, from offsets in it.

/// Finds places in a text.
pub(crate) struct Places<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Places<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// Line and column of an offset, both counted from 1, the column in characters.
    pub(crate) fn at(&self, offset: usize) -> (u64, u64) {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line.saturating_sub(1)];
        let column = self.text.get(start..offset).map_or(1, |before| before.chars().count() + 1);
        (line as u64, column as u64)
    }

    /// The place of a line and column inside the string whose quotes begin at this offset.
    pub(crate) fn inside(&self, offset: usize, (line, column): (u64, u64)) -> (u64, u64) {
        let rest = self.text.get(offset..).unwrap_or("");
        let quotes = if rest.starts_with("\"\"\"") || rest.starts_with("'''") {
            3
        } else {
            usize::from(rest.starts_with(['"', '\'']))
        };
        let skipped = if quotes == 3 && rest[3..].starts_with('\n') { 4 } else { quotes };
        let (first_line, first_column) = self.at(offset + skipped);
        match line {
            0 | 1 => (first_line, first_column + column.max(1) - 1),
            line => (first_line + line - 1, column.max(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_become_lines_and_columns_even_inside_strings() {
        let text = "é = 1\nsql = \"select x\"\nlong = \"\"\"\nselect\n  y\"\"\"\n";
        let places = Places::of(text);
        assert_eq!(places.at(0), (1, 1));
        assert_eq!(places.at(text.find('=').unwrap_or(0)), (1, 3));
        let sql = text.find("\"select").unwrap_or(0);
        assert_eq!(places.inside(sql, (1, 8)), (2, 15));
        let long = text.find("\"\"\"").unwrap_or(0);
        assert_eq!(places.inside(long, (2, 3)), (5, 3));
    }
}
