/** How each object type is read, normalised and written. */
package io.twinlake.workspace.kinds;
