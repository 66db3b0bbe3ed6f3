// Owns the catalogue rows for field limits and types that any tracking endpoint checks (400).
import { defineErrors } from './row.js';

export const FIELD_ERRORS = defineErrors('fields', {
  field_not_a_string: {
    status: 400,
    message: '<field> must be a string',
    condition: 'An optional text field holds a value of another type',
    meaning: 'The named field cannot be stored as it was sent.',
    fix: 'Send the field as a JSON string, or leave it out.',
    retryable: false,
  },
  field_not_a_boolean: {
    status: 400,
    message: '<field> must be a boolean',
    condition: 'A yes/no field holds a value of another type',
    meaning: '`"true"` and `1` are not read as true.',
    fix: 'Send `true` or `false` without quotes, or leave the field out.',
    retryable: false,
  },
  field_not_an_object: {
    status: 400,
    message: '<field> must be an object',
    condition: 'A field such as `additional_data` holds a list, a text or a number',
    meaning: 'The named field is a set of named values.',
    fix: 'Send a JSON object, or leave the field out.',
    retryable: false,
  },
  field_not_a_string_list: {
    status: 400,
    message: '<field> must be an array of strings',
    condition: 'A list field such as `click_ids` holds anything but strings',
    meaning: 'The named field is a list of texts.',
    fix: 'Send a JSON array of strings, or leave the field out.',
    retryable: false,
  },
  field_too_long: {
    status: 400,
    message: '<field> must be at most <limit> characters',
    condition: 'A text is longer than its limit: 2,048 for URLs, 512 for other fields',
    meaning:
      'Identifiers are never cut, because two long ones could become the same. Page titles, ' +
      'referrers and user agents are cut instead of refused.',
    fix: 'Shorten the value. If it is a URL, send it without its tracking baggage.',
    retryable: false,
  },
  field_too_large: {
    status: 400,
    message: '<field> must be at most <limit> bytes',
    condition: '`line_items` above 16 KiB or `additional_data` above 4 KiB, as JSON',
    meaning: 'The named field is larger than what is kept beside an event.',
    fix: 'Send only what you need to see later.',
    retryable: false,
  },
  field_text_unstorable: {
    status: 400,
    message: '<field> contains characters that cannot be stored',
    condition: 'An identifier holds a NUL character or half of a surrogate pair',
    meaning: 'The text is damaged: removing the characters could turn it into another identifier.',
    fix: 'Find where the value is cut or decoded wrongly, and send it as valid Unicode text.',
    retryable: false,
  },
});
