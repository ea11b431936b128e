/** The last day of this package: 60 days after the first release, planned for 2026-12-01. */
export const endOfSupport = '2027-01-30';
