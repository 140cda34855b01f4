/** What went wrong in runs, in the terms of the privacy-first form. */
package io.agentops.query.failures;
