// What differs between two JSON values: [{path, before, after}], texts; null where there is none.
import {tryParse, write} from './json.js';

const MAX_DIFFERENCES = 20;

export function diff(beforeText, afterText) {
  const before = tryParse(beforeText);
  const after = tryParse(afterText);
  if (before.error || after.error) {
    return [{path: '', before: beforeText, after: afterText}];
  }
  const found = [];
  compare('', before.value, after.value, found);
  return found.slice(0, MAX_DIFFERENCES);
}

const isObject = value => value !== null && typeof value === 'object';

function compare(path, before, after, found) {
  if (found.length > MAX_DIFFERENCES) {
    return;
  }
  if (isObject(before) && isObject(after) && Array.isArray(before) === Array.isArray(after)) {
    const step = key => Array.isArray(before) ? `${path}[${key}]` : path ? `${path}.${key}` : key;
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(step(key), before[key], after[key], found);
    }
  } else if (before === undefined || after === undefined || write(before) !== write(after)) {
    found.push({
      path,
      before: before === undefined ? null : write(before),
      after: after === undefined ? null : write(after),
    });
  }
}
