/** What clusters start. */
package io.twinlake;
