package io.twinlake.workspace.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailedTest {
  @ParameterizedTest
  @CsvSource({
    "400, MAX_NOTEBOOK_SIZE_EXCEEDED, Size exceeds 10485760 bytes, TOO_LARGE",
    "400, BAD_REQUEST, Notebook size exceeded limit, TOO_LARGE",
    "400, BAD_REQUEST, File size imported is (11534336), TOO_LARGE",
    "404, RESOURCE_DOES_NOT_EXIST, Path (/x) doesn't exist., NOT_FOUND",
    "400, INVALID_PARAMETER_VALUE, Job 7 does not exist., NOT_FOUND",
    "400, RESOURCE_ALREADY_EXISTS, Scope x already exists!, EXISTS",
    "409, 409, User with username x already exists., EXISTS",
    "403, PERMISSION_DENIED, no, DENIED",
    "403, PERMISSION_DENIED, Invalid access token., UNAUTHENTICATED",
    "401, , , UNAUTHENTICATED",
    "429, REQUEST_LIMIT_EXCEEDED, slow, THROTTLED",
    "503, TEMPORARILY_UNAVAILABLE, later, UNAVAILABLE",
    "400, INVALID_STATE, Cluster is PENDING, REFUSED",
  })
  void tellsTheSameThingInSeveralWordingsApart(
      int status, String code, String message, ApiProblem problem) {
    assertThat(Failed.problem(status, code, message == null ? "" : message)).isEqualTo(problem);
  }

  @Test
  void requestsKnowTheirClass() {
    assertThat(Limit.of("GET", "/api/2.0/workspace/export")).isEqualTo(Limit.EXPORT);
    assertThat(Limit.of("POST", "/api/2.0/workspace/import")).isEqualTo(Limit.IMPORT);
    assertThat(Limit.of("PUT", "/api/2.0/permissions/jobs/1")).isEqualTo(Limit.PERMISSIONS_WRITE);
    assertThat(Limit.of("GET", "/api/2.0/permissions/jobs/1")).isEqualTo(Limit.PERMISSIONS_READ);
    assertThat(Limit.of("POST", "/api/2.2/jobs/reset")).isEqualTo(Limit.JOBS);
    assertThat(Limit.of("GET", "/api/2.0/preview/scim/v2/Users")).isEqualTo(Limit.SCIM);
    assertThat(Limit.of("POST", "/api/2.1/clusters/create")).isEqualTo(Limit.WRITE);
  }
}
