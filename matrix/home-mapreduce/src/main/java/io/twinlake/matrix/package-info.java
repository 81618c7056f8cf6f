/** Servers that the matrix starts. */
package io.twinlake.matrix;
