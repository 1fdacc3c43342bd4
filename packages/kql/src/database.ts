// How the one database and its cluster are called, where queries name them.

/** The default database of an engine of this language. */
export const DATABASE_NAME = 'NetDefaultDB';

export const CLUSTER_NAME = 'localhost';
