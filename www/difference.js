// Which characters of two values differ, so that an eye need not search for them.

/** Above this length only the common start and end of two values are looked for. */
const MAX_ALIGNED = 600;

/** The share of the longer value that both must have in common; below it, marks would say nothing. */
const MIN_IN_COMMON = 0.66;

/** The share that start and end must have in common for all between them to be marked as one. */
const MIN_AROUND = 0.3;

/**
 * For both values, whether each character is missing in the other, or stands between their common start and end. `null` if
 * they are the same, or so different that most characters would be marked.
 * @param {string} one
 * @param {string} other
 * @returns {[boolean[], boolean[]] | null}
 */
export function difference(one, other) {
  if (one === other) return null;
  const longer = Math.max(one.length, other.length);
  const start = commonStart(one, other);
  const end = commonEnd(one, other, start);
  const marks = [one, other].map((value) => Array.from(value, (_, at) => at >= start && at < value.length - end));
  const [left, right] = /** @type {[boolean[], boolean[]]} */ (marks);
  const around = start + end;
  let common = around;
  const between = [[...left], [...right]];
  if (longer <= MAX_ALIGNED) common += align(one, other, start, end, left, right);
  if (common >= longer * MIN_IN_COMMON) return [left, right];
  return around >= longer * MIN_AROUND ? /** @type {[boolean[], boolean[]]} */ (between) : null;
}

/**
 * @param {string} one
 * @param {string} other
 */
function commonStart(one, other) {
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) start += 1;
  return start;
}

/**
 * @param {string} one
 * @param {string} other
 * @param {number} start
 */
function commonEnd(one, other, start) {
  const least = Math.min(one.length, other.length) - start;
  let end = 0;
  while (end < least && one[one.length - 1 - end] === other[other.length - 1 - end]) end += 1;
  return end;
}

/**
 * Takes the marks off the longest common subsequence of what lies between start and end; says how long it is.
 * @param {string} one
 * @param {string} other
 * @param {number} start
 * @param {number} end
 * @param {boolean[]} left
 * @param {boolean[]} right
 */
function align(one, other, start, end, left, right) {
  const rows = one.length - start - end;
  const columns = other.length - start - end;
  const width = columns + 1;
  const longest = new Uint16Array((rows + 1) * width);
  const at = (/** @type {number} */ row, /** @type {number} */ column) => longest[row * width + column] ?? 0;
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      const same = one[start + row] === other[start + column];
      longest[row * width + column] = same ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  for (let row = 0, column = 0; row < rows && column < columns; ) {
    if (one[start + row] === other[start + column]) {
      left[start + row] = right[start + column] = false;
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  return at(0, 0);
}
