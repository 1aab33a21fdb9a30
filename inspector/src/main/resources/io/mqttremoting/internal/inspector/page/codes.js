// What the codes of errors mean.
const MEANINGS = {
  INVALID_ARGUMENT: 'The request was malformed, or an argument is invalid.',
  UNIMPLEMENTED: 'The service has no such member.',
  FAILED_PRECONDITION: 'The service cannot do this in its current state, or the property is read-only.',
  RESOURCE_EXHAUSTED: 'A queue is full. Trying later may help.',
  DEADLINE_EXCEEDED: 'No reply arrived in time. The service may have executed the call.',
  CANCELLED: 'The call was given up.',
  PERMISSION_DENIED: 'The broker does not allow this for the user of the inspector.',
  UNAVAILABLE: 'No service is there, or there is no connection to the broker.',
  INTERNAL: 'The service failed. Its log says why.',
  APPLICATION: 'An error that the operation declares.',
  UNKNOWN: 'A code that this inspector does not know.',
  INSPECTOR: 'The inspector itself refused this, or is gone.',
};

export const meaning = code => MEANINGS[code] ?? MEANINGS.UNKNOWN;
