// Contract suites and fixtures that the tests of several packages share.
export {};
