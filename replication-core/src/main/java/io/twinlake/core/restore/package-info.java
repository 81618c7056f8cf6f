/** What a restore would do with each path. Pure: no clock and no I/O. */
package io.twinlake.core.restore;
