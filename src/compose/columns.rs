//! How wide a table's columns are: its rows take as few lines as may be, and no column is narrower than its words.

use unicode_width::UnicodeWidthChar;

/// The width of a table in quarters of an em: that of a sheet's narrower column where its text is large.
const WIDTH: usize = 4 * 30;
/// What the space at both sides of a cell takes.
const PADDING: usize = 5;
/// What a bullet takes.
const BULLET: usize = 5;
/// The longest word for which a column is widened; a longer one is broken.
const WORD: usize = 4 * 12;
/// The least width of a column whose texts are longer: three kanji.
const LEAST: usize = 4 * 3;

/// What a cell's width follows from, in quarters of an em.
pub(super) struct Cell {
    /// How wide its lines are where nothing breaks them.
    lines: Vec<usize>,
    /// How wide its longest word is.
    word: usize,
}

impl Cell {
    /// Measures a text.
    pub fn text(text: &str) -> Self {
        let word = text.split(|c: char| !c.is_ascii_graphic()).map(width).max().unwrap_or(0);
        Self { lines: text.lines().map(width).collect(), word }
    }

    /// Measures a list.
    pub fn list<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let items: Vec<_> = texts.into_iter().map(Self::text).collect();
        let word = items.iter().map(|item| item.word + BULLET).max().unwrap_or(0);
        Self { lines: items.into_iter().flat_map(|item| item.lines).map(|line| line + BULLET).collect(), word }
    }

    fn longest(&self) -> usize {
        self.lines.iter().copied().max().unwrap_or(0)
    }

    /// Returns how many lines it takes in a column.
    fn height(&self, width: usize) -> usize {
        self.lines.iter().map(|line| line.div_ceil(width.max(1)).max(1)).sum()
    }
}

/// Returns the columns' shares of a table's width; the first row has the heads.
pub(super) fn shares(columns: usize, rows: &[Vec<Cell>]) -> Vec<usize> {
    let most = |column: usize, of: fn(&Cell) -> usize| rows.iter().filter_map(|row| row.get(column)).map(of).max();
    let longest: Vec<_> = (0..columns).map(|column| most(column, Cell::longest).unwrap_or(0).max(1)).collect();
    // Columns that need no more than an even share of what is left have what they need.
    let mut long: Vec<_> = (0..columns).collect();
    long.sort_by_key(|column| std::cmp::Reverse(longest[*column]));
    let mut room = WIDTH.saturating_sub(columns * PADDING);
    while let Some(shortest) = long.last()
        && longest[*shortest] <= room / long.len()
    {
        room -= longest[*shortest];
        long.pop();
    }
    // Of the others each has half of such a share at least, and its words.
    let least = |column: usize| {
        let word = most(column, |cell| cell.word).unwrap_or(0).min(WORD);
        longest[column].min(word.max(room / (2 * long.len())).max(LEAST))
    };
    let mut narrow = longest.clone();
    long.iter().for_each(|column| narrow[*column] = least(*column));
    let rest = room.saturating_sub(long.iter().map(|column| narrow[*column]).sum());
    // Either they get of what is left by what they lack, or one gets all that it lacks before the others do.
    let candidates = long.iter().copied().map(Some).chain([None]).map(|favoured| {
        let (mut widths, mut rest) = (narrow.clone(), rest);
        if let Some(column) = favoured {
            let gift = (longest[column] - narrow[column]).min(rest);
            widths[column] += gift;
            rest -= gift;
        }
        let lacking: Vec<_> = longest.iter().zip(&widths).map(|(longest, width)| longest - width).collect();
        let sum = lacking.iter().sum::<usize>().max(1);
        widths.iter_mut().zip(lacking).for_each(|(width, lacks)| *width += rest * lacks / sum);
        widths
    });
    let height = |widths: &Vec<usize>| {
        let row = |row: &Vec<Cell>| row.iter().zip(widths).map(|(cell, width)| cell.height(*width)).max().unwrap_or(0);
        rows.iter().map(row).sum::<usize>()
    };
    // Of equals the last one, which favours nobody.
    let best = candidates.rev().min_by_key(height).unwrap_or(narrow);
    best.into_iter().map(|width| width + PADDING).collect()
}

/// Returns the width of a line in quarters of an em: a kanji has four, a digit or a Latin letter three.
fn width(line: &str) -> usize {
    line.chars().map(|c| if c.width_cjk() == Some(2) { 4 } else { 3 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: &[&[&str]]) -> Vec<usize> {
        let rows: Vec<Vec<Cell>> = rows.iter().map(|row| row.iter().map(|text| Cell::text(text)).collect()).collect();
        shares(rows[0].len(), &rows)
    }

    #[test]
    fn short_texts_are_not_broken() {
        let widths = of(&[&["区分", "件数", "備考"], &["第1回", "3件", "なし"]]);
        assert_eq!(widths, [11, 8, 8].map(|width| width + PADDING));
        let long = "研究成果の発表".repeat(20);
        let widths = of(&[&["時期", "回数", "内容", "場所"], &["令和6年10月", "3回", &long, "大阪府立労働センター"]]);
        assert!(widths[0] >= 25 + PADDING && widths[1] >= 8 + PADDING, "{widths:?}");
        assert!(widths[2] > widths[0] + widths[1], "the long text has the most room: {widths:?}");
        assert!(widths.iter().sum::<usize>() <= WIDTH, "{widths:?}");
    }

    #[test]
    fn a_column_is_widened_where_that_saves_lines() {
        // Both would take two lines if they shared what is left; so one takes a single line, the other still two.
        let (one, other) = ("事".repeat(16), "業".repeat(12));
        let widths = of(&[&["時期", "内容", "課題"], &["9月末頃", &one, "なし"], &["3月末頃", "なし", &other]]);
        assert!(widths[1] >= 64 + PADDING || widths[2] >= 48 + PADDING, "{widths:?}");
    }

    #[test]
    fn a_word_is_not_broken_where_there_is_room() {
        let long = "研究成果の発表".repeat(20);
        let widths = of(&[&["番号", "内容", "内容"], &["ABCDEFGHIJKLMN のとおり", &long, &long]]);
        assert!(widths[0] >= 3 * 14 + PADDING, "{widths:?}");
        let id = "x".repeat(400);
        let widths = of(&[&["番号", "内容"], &[&id, &long]]);
        assert!(widths[1] >= 4 * 10, "a word that no column holds leaves the others room: {widths:?}");
    }

    #[test]
    fn many_columns_share_evenly() {
        let row = ["研究成果の発表・展示会"; 10];
        let widths = of(&[&row, &row]);
        let (least, most) = (widths.iter().min(), widths.iter().max());
        assert!(most.zip(least).is_some_and(|(most, least)| most - least <= 24), "{widths:?}");
        assert!(widths.iter().sum::<usize>() <= WIDTH + 10 * (LEAST + PADDING), "{widths:?}");
    }
}
