// Requests to the inspector. A refused request is an Error with the reason.
async function answer(response) {
  const text = await response.text();
  if (!response.ok) {
    throw new Error(text.trim());
  }
  return text;
}

export async function loadContract(service) {
  return JSON.parse(await answer(await fetch('/api/contract?service=' + encodeURIComponent(service))));
}

export async function loadValue(service, property) {
  return answer(await fetch(valueUrl(service, property)));
}

export function valueUrl(service, property) {
  return `/api/value?service=${encodeURIComponent(service)}&property=${encodeURIComponent(property)}`;
}

export function exportUrl(service, format) {
  return `/api/export?service=${encodeURIComponent(service)}&format=${format}`;
}

// Never fails: what goes wrong is an outcome with a code, as the service's own errors are.
async function act(what, body) {
  try {
    const response = await fetch('/api/' + what, {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify(body),
    });
    return JSON.parse(await answer(response));
  } catch (error) {
    return {code: 'INSPECTOR', message: error.message};
  }
}

export const call = body => act('call', body);
export const set = body => act('set', body);
