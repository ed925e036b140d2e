/** The JSON schema of the access map, from its types. */
export declare function reportSchema(): object;
