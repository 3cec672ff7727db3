// The sheets of the source as a flat spreadsheet: whole numbers as numbers, everything else as text.
import { escape, flatDocument } from './flat-xml.mjs';

const cell = (value) =>
  /^\d+$/.test(value)
    ? `<table:table-cell office:value-type="float" office:value="${value}"><text:p>${value}</text:p></table:table-cell>`
    : `<table:table-cell office:value-type="string"><text:p>${escape(value)}</text:p></table:table-cell>`;

export function spreadsheet(source) {
  const body = source.sheets
    .map(
      ({ name, rows }) =>
        `<table:table table:name="${escape(name)}">${rows
          .map((row) => `<table:table-row>${row.map(cell).join('')}</table:table-row>`)
          .join('')}</table:table>`,
    )
    .join('');
  return flatDocument('spreadsheet', { body });
}
