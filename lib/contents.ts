/**
 * Construct id of what a stack of ours is made of. CDK leaves this very word out of logical ids, so that a resource has
 * the same one as if it stood in the stack itself. Another word would replace every table and every key.
 */
export const CONTENTS = 'Default'
