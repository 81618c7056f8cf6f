/** What a consistency group decides for its datasets. Pure: no clock and no I/O. */
package io.twinlake.core.group;
