// @ts-nocheck
const fonts = { fontFamily: 'system-ui, sans-serif', headings: { fontFamily: 'system-ui, sans-serif' } };
globalThis.Redoc.init(
  '/openapi.yaml',
  {
    // a search would run in a worker made of text, which the page's policy refuses
    disableSearch: true,
    nativeScrollbars: true,
    expandResponses: '200,201',
    jsonSamplesExpandLevel: 3,
    theme: { typography: { ...fonts, code: { wrap: true } } },
  },
  document.getElementById('api'),
);
