/**
 * A tree of hashes over a site's own objects, so that two sites can be compared by exchanging roots
 * and descending only where they differ. Its shape follows from the paths alone, so equal parts are
 * equal nodes wherever they lie. Pure, but for where nodes are kept.
 */
package io.twinlake.validation.fingerprint;
