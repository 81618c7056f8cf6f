package io.twinlake.validation.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.validation.ValidationResult;
import java.io.ByteArrayInputStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class JUnitXmlTest {
  private static Element suites(ValidationResult result) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    Document document =
        factory.newDocumentBuilder().parse(new ByteArrayInputStream(JUnitXml.of(result)));
    return document.getDocumentElement();
  }

  private static int count(Element suites, String tag) {
    return suites.getElementsByTagName(tag).getLength();
  }

  private static void addsUp(Element suites) {
    assertThat(suites.getAttribute("tests")).isEqualTo("" + count(suites, "testcase"));
    assertThat(suites.getAttribute("failures")).isEqualTo("" + count(suites, "failure"));
    assertThat(suites.getAttribute("errors")).isEqualTo("" + count(suites, "error"));
    NodeList all = suites.getElementsByTagName("testsuite");
    for (int i = 0; i < all.getLength(); i++) {
      Element suite = (Element) all.item(i);
      assertThat(suite.getAttribute("tests")).isEqualTo("" + count(suite, "testcase"));
      assertThat(suite.getAttribute("failures")).isEqualTo("" + count(suite, "failure"));
      assertThat(suite.getAttribute("errors")).isEqualTo("" + count(suite, "error"));
    }
  }

  @Test
  void aCleanValidationHasNeitherFailuresNorErrors() throws Exception {
    Element suites = suites(Reports.clean().shown().orElseThrow());

    addsUp(suites);
    assertThat(suites.getAttribute("failures")).isEqualTo("0");
    assertThat(suites.getAttribute("errors")).isEqualTo("0");
    assertThat(count(suites, "testcase")).isEqualTo(12 + 4 + 60 + 3);
  }

  @Test
  void aDifferenceIsAFailureOfItsPartitionAndNamesPaths() throws Exception {
    Element suites = suites(Reports.damaged().shown().orElseThrow());

    addsUp(suites);
    assertThat(suites.getAttribute("failures")).isEqualTo("3");
    assertThat(suites.getAttribute("errors")).isEqualTo("0");
    Element first = (Element) suites.getElementsByTagName("failure").item(0);
    assertThat(((Element) first.getParentNode()).getAttribute("name")).startsWith("date=2026-10-");
    assertThat(suites.getTextContent()).contains("part-0004-9c1b.snappy.parquet: differs");
  }

  @Test
  void aWrongStoredMd5IsAFailureOfItsPartition() throws Exception {
    Element suites = suites(Reports.doubted().shown().orElseThrow());

    addsUp(suites);
    assertThat(suites.getAttribute("failures")).isEqualTo("1");
    assertThat(suites.getTextContent()).contains("equal, but not by its stored MD5");
  }

  @Test
  void whatCouldNotBeToldIsAnErrorAndOddNamesAreStillXml() throws Exception {
    Element suites = suites(Reports.ugly().shown().orElseThrow());

    addsUp(suites);
    assertThat(Integer.parseInt(suites.getAttribute("errors"))).isGreaterThan(1);
    Element suite = (Element) suites.getElementsByTagName("testsuite").item(0);
    assertThat(suite.getAttribute("name")).isEqualTo(Reports.SCRIPT);
    assertThat(suites.getTextContent()).doesNotContain("\u202e");
  }
}
