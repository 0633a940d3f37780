/** Person key of the demo company: fixed, so that its pseudonyms and figures are the same on every machine. Not a secret. */
export const DEMO_PERSON_KEY = 'tokenledger-demo-person-key';
