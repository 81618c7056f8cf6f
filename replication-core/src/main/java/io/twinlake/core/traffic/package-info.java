/** What a run asks of services: counted, forecast, and kept within a budget. */
package io.twinlake.core.traffic;
