/**
 * Doubts: compares two sites by its own listings and its own hashes.
 *
 * <p>Nothing here asks the planner. A filter that leaves out too much, or a diff that takes two
 * versions for one, would otherwise hide in the copy and in its proof at once.
 */
package io.twinlake.validation;
