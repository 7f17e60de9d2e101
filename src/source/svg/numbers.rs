//! The numbers of a drawing: how many, and none so large or so small that an engine's arithmetic fails, or takes for ever.

/// What has numbers in it that say where something is.
const PLACES: [&str; 33] = [
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "cx",
    "cy",
    "fx",
    "fy",
    "dx",
    "dy",
    "d",
    "points",
    "viewBox",
    "transform",
    "gradientTransform",
    "patternTransform",
    "transform-origin",
    "offset",
    "rotate",
    "refX",
    "refY",
    "startOffset",
    "textLength",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-miterlimit",
    "letter-spacing",
    "word-spacing",
    "baseline-shift",
    "kerning",
    "font",
];
/// What says how large something is.
const SIZES: [&str; 11] = [
    "r",
    "fr",
    "rx",
    "ry",
    "width",
    "height",
    "markerWidth",
    "markerHeight",
    "stroke-width",
    "font-size",
    "line-height",
];

/// How large a number may be: coordinates of maps in metres have eight digits.
const MOST: f64 = 1e8;
/// How large one may be that is a multiple of something else.
const MOST_TIMES: f64 = 1e4;
/// How wide a line may be. Wider ones take long to be outlined, though they cover everything in any case.
const WIDEST_LINE: f64 = 1e6;
/// How small a size may be that is not zero. Others may be: turning by a right angle leaves numbers such as 6e-17.
const LEAST_SIZE: f64 = 1e-9;

/// What a number is a multiple of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Of one, or of a length that does not depend on anything.
    One,
    /// Of the size of the type.
    Type,
    /// Of a hundredth of what is around it.
    Percent,
}

/// Returns the largest of what multiples may be of: sizes of type, and of what is around.
pub(super) fn extent(name: &str, value: &str) -> f64 {
    let counts = matches!(name, "viewBox" | "width" | "height" | "font-size" | "font");
    let numbers = numbers(value).filter(|_| counts).filter_map(|(written, _)| written.parse::<f64>().ok());
    numbers.map(f64::abs).fold(0.0, f64::max)
}

/// Returns a number of a value that nothing can be drawn with; multiples are of `extent` at most.
pub(super) fn absurd<'v>(name: &str, value: &'v str, extent: f64) -> Option<&'v str> {
    let size = SIZES.contains(&name);
    if !size && !PLACES.contains(&name) {
        return None;
    }
    numbers(value).find_map(|(written, unit)| {
        let number: f64 = written.parse().ok()?;
        let most = match (name, unit) {
            ("stroke-width", Unit::One) => WIDEST_LINE,
            ("stroke-width", Unit::Type) => WIDEST_LINE / extent,
            ("stroke-width", Unit::Percent) => WIDEST_LINE / extent * 100.0,
            (_, Unit::One) => MOST,
            _ => MOST_TIMES,
        };
        let small = size && number != 0.0 && number.abs() < LEAST_SIZE;
        (!number.is_finite() || number.abs() > most || small).then_some(written)
    })
}

/// Returns the numbers of a list as they are written, and what each is a multiple of.
pub(super) fn numbers(list: &str) -> impl Iterator<Item = (&str, Unit)> {
    let mut rest = list;
    std::iter::from_fn(move || {
        let start = rest.find(|c: char| c.is_ascii_digit() || c == '.')?;
        let signed = rest[..start].ends_with(['-', '+']);
        let bytes = rest.as_bytes();
        let digits = |from: usize| from + bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut end = digits(start);
        if bytes.get(end) == Some(&b'.') {
            end = digits(end + 1);
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
            let exponent = digits(end + 1 + sign);
            // `em` and `ex` are units.
            if exponent > end + 1 + sign {
                end = exponent;
            }
        }
        let number = &rest[start - usize::from(signed)..end];
        let unit = match (bytes.get(end), bytes.get(end + 1)) {
            (Some(b'%'), _) => Unit::Percent,
            (Some(b'e'), Some(b'm' | b'x')) => Unit::Type,
            _ => Unit::One,
        };
        rest = &rest[end.max(start + 1)..];
        Some((number, unit))
    })
}

/// Counts the points of a path, at most: of each command as many as it has numbers for. Second come those of arcs, each of
/// which becomes several curves.
pub(super) fn points(data: &str) -> (u64, u64) {
    let is_command = |c: char| c.is_ascii_alphabetic() && !matches!(c, 'e' | 'E');
    let (mut points, mut arcs) = (0_u64, 0_u64);
    let mut rest = data;
    while let Some(at) = rest.find(is_command) {
        let command = rest.as_bytes()[at].to_ascii_lowercase();
        rest = &rest[at + 1..];
        let end = rest.find(is_command).unwrap_or(rest.len());
        let each = match command {
            b'm' | b'l' | b't' => 2,
            b's' | b'q' => 4,
            b'c' => 6,
            // Its two flags may be written together with what follows them.
            b'a' => 5,
            _ => 1,
        };
        let own = count(&rest[..end]).div_ceil(each).max(1);
        points = points.saturating_add(own);
        arcs = arcs.saturating_add(if command == b'a' { own } else { 0 });
        rest = &rest[end..];
    }
    (points, arcs)
}

/// Counts the numbers in a list.
pub(super) fn count(list: &str) -> u64 {
    u64::try_from(numbers(list).count()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_may_be_written() {
        let shown = |(number, unit): (&str, Unit)| match unit {
            Unit::One => number.to_owned(),
            Unit::Type => format!("{number} times"),
            Unit::Percent => format!("{number} percent"),
        };
        let read = |list| numbers(list).map(shown).collect::<Vec<_>>();
        assert_eq!(read("0-1.5.5e-3,+7 1E3"), ["0", "-1.5", ".5e-3", "+7", "1E3"]);
        assert_eq!(read("2em 3ex;5%,7px 1e2em"), ["2 times", "3 times", "5 percent", "7", "1e2 times"]);
        assert_eq!(read("matrix(1 0 0 1 .5.5)"), ["1", "0", "0", "1", ".5", ".5"]);
        assert_eq!(read("auto"), Vec::<String>::new());
        assert_eq!(read("."), ["."]);
    }

    // Otherwise one circle of a drawing would take a second, or the engine would give up with a crash.
    #[test]
    fn what_nothing_can_be_drawn_with_is_found() {
        for (name, value, found) in [
            ("r", "1e38", Some("1e38")),
            ("d", "M0 0A1e20 1 0 0 1 5 5", Some("1e20")),
            ("width", "-1e38", Some("-1e38")),
            ("width", "1e-38", Some("1e-38")),
            ("width", "100000em", Some("100000")),
            ("width", "0", None),
            ("width", "100%", None),
            ("transform", "matrix(6.1e-17 1 -1 6.1e-17 0 0)", None),
            ("x", "-1.4210854715202004e-14", None),
            ("points", "13949387.2,4300621.1", None),
            ("stroke-width", "1e7", Some("1e7")),
            ("stroke-width", "9000em", Some("9000")),
            ("stroke-width", "9000%", None),
            ("stroke-width", "2px", None),
            ("fill", "#1e9999", None),
            ("id", "1e99", None),
        ] {
            assert_eq!(absurd(name, value, 900.0), found, "{name}={value}");
        }
    }

    #[test]
    fn points_of_paths_are_counted_as_they_may_be_written() {
        for (data, expected) in [
            ("M0 0L1 1", (2, 0)),
            ("M0,0 1,1 2,2z", (4, 0)),
            ("m0-1.5.5e-3", (2, 0)),
            ("M0 0c1 1 2 2 3 3-1-1-2-2-3-3", (3, 0)),
            ("M0 0h1 2 3v4", (5, 0)),
            ("M0 0A1 1 0 0 1 5 5", (3, 2)),
            ("", (0, 0)),
        ] {
            assert_eq!(points(data), expected, "{data}");
        }
    }
}
