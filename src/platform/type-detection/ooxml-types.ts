const OOXML = 'application/vnd.openxmlformats-officedocument';
const WORD = 'application/vnd.ms-word';
const EXCEL = 'application/vnd.ms-excel';
const POWERPOINT = 'application/vnd.ms-powerpoint';
const VISIO = 'application/vnd.ms-visio';

/** Content type of a main part → MIME type of the file. */
export const ooxmlMainTypes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    [`${OOXML}.wordprocessingml.document.main+xml`]: `${OOXML}.wordprocessingml.document`,
    [`${OOXML}.wordprocessingml.template.main+xml`]: `${OOXML}.wordprocessingml.template`,
    [`${OOXML}.spreadsheetml.sheet.main+xml`]: `${OOXML}.spreadsheetml.sheet`,
    [`${OOXML}.spreadsheetml.template.main+xml`]: `${OOXML}.spreadsheetml.template`,
    [`${OOXML}.presentationml.presentation.main+xml`]: `${OOXML}.presentationml.presentation`,
    [`${OOXML}.presentationml.template.main+xml`]: `${OOXML}.presentationml.template`,
    [`${OOXML}.presentationml.slideshow.main+xml`]: `${OOXML}.presentationml.slideshow`,
    [`${VISIO}.drawing.main+xml`]: `${VISIO}.drawing`,
    [`${VISIO}.stencil.main+xml`]: `${VISIO}.stencil`,
    [`${VISIO}.template.main+xml`]: `${VISIO}.template`,
    [`${VISIO}.drawing.macroEnabled.main+xml`]: `${VISIO}.drawing.macroEnabled.12`,
    [`${WORD}.document.macroEnabled.main+xml`]: `${WORD}.document.macroEnabled.12`,
    [`${WORD}.template.macroEnabledTemplate.main+xml`]: `${WORD}.template.macroEnabled.12`,
    [`${EXCEL}.sheet.macroEnabled.main+xml`]: `${EXCEL}.sheet.macroEnabled.12`,
    [`${EXCEL}.template.macroEnabled.main+xml`]: `${EXCEL}.template.macroEnabled.12`,
    [`${EXCEL}.addin.macroEnabled.main+xml`]: `${EXCEL}.addin.macroEnabled.12`,
    [`${EXCEL}.sheet.binary.macroEnabled.main`]: `${EXCEL}.sheet.binary.macroEnabled.12`,
    [`${POWERPOINT}.presentation.macroEnabled.main+xml`]: `${POWERPOINT}.presentation.macroEnabled.12`,
    [`${POWERPOINT}.template.macroEnabled.main+xml`]: `${POWERPOINT}.template.macroEnabled.12`,
    [`${POWERPOINT}.slideshow.macroEnabled.main+xml`]: `${POWERPOINT}.slideshow.macroEnabled.12`,
    [`${POWERPOINT}.addin.macroEnabled.main+xml`]: `${POWERPOINT}.addin.macroEnabled.12`,
  }).map(([main, file]) => [main.toLowerCase(), file]),
);

export const VBA_PROJECT = 'application/vnd.ms-office.vbaproject';
