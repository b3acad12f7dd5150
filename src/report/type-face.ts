/** What text is set in, on the report and on the site. */
export const TYPE_FACE = `font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",Arial,sans-serif;font-variant-numeric:tabular-nums`;
