// Een andere ondertekenaar dan de onze: Apache WSS4J 1.6, zoals Debian haar levert (libwss4j-java).
//
//   java -cp … Wss4j.java teken SLEUTELS.p12 VERZOEK.xml
//   java -cp … Wss4j.java controleer VERTROUWD.p12 ANTWOORD.xml
//   java -cp … Wss4j.java versleutel VERTROUWD.p12 ONDERTEKEND.xml
//   java -cp … Wss4j.java ontsleutel SLEUTELS.p12 VERTROUWD.p12 ANTWOORD.xml
//
// Het resultaat komt op stdout: het bericht, of per gedekt element een regel.

import java.io.File;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.ws.security.WSConstants;
import org.apache.ws.security.WSDataRef;
import org.apache.ws.security.WSEncryptionPart;
import org.apache.ws.security.WSPasswordCallback;
import org.apache.ws.security.WSSConfig;
import org.apache.ws.security.WSSecurityEngine;
import org.apache.ws.security.WSSecurityEngineResult;
import org.apache.ws.security.components.crypto.Crypto;
import org.apache.ws.security.components.crypto.CryptoFactory;
import org.apache.ws.security.message.WSSecEncrypt;
import org.apache.ws.security.message.WSSecHeader;
import org.apache.ws.security.message.WSSecSignature;
import org.apache.ws.security.message.WSSecTimestamp;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

public class Wss4j {
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final String WSA = "http://www.w3.org/2005/08/addressing";
    private static final String GEHEIM = "geheim";

    public static void main(String[] woorden) throws Exception {
        WSSConfig.init();
        Document bericht = lees(woorden[woorden.length - 1]);
        switch (woorden[0]) {
            case "teken" -> toon(teken(bericht, sleutels(woorden[1])));
            case "versleutel" -> toon(versleutel(bericht, sleutels(woorden[1])));
            case "controleer" -> controleer(bericht, null, sleutels(woorden[1]));
            case "ontsleutel" -> controleer(bericht, sleutels(woorden[1]), sleutels(woorden[2]));
            default -> throw new IllegalArgumentException(woorden[0]);
        }
    }

    private static Document teken(Document bericht, Crypto sleutels) throws Exception {
        WSSecHeader header = new WSSecHeader();
        header.insertSecurityHeader(bericht);
        WSSecTimestamp tijd = new WSSecTimestamp();
        tijd.setTimeToLive(300);
        WSSecSignature handtekening = new WSSecSignature();
        handtekening.setUserInfo("houder", GEHEIM);
        handtekening.setKeyIdentifierType(WSConstants.BST_DIRECT_REFERENCE);
        handtekening.setSignatureAlgorithm("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
        handtekening.setDigestAlgo("http://www.w3.org/2001/04/xmlenc#sha256");
        handtekening.setSigCanonicalization(WSConstants.C14N_EXCL_OMIT_COMMENTS);
        List<WSEncryptionPart> delen = new ArrayList<>();
        delen.add(new WSEncryptionPart("Body", SOAP, ""));
        for (Node kind = kop(bericht).getFirstChild(); kind != null; kind = kind.getNextSibling()) {
            if (WSA.equals(kind.getNamespaceURI())) {
                delen.add(new WSEncryptionPart(kind.getLocalName(), WSA, ""));
            }
        }
        delen.add(new WSEncryptionPart("Timestamp", WSConstants.WSU_NS, ""));
        handtekening.setParts(delen);
        // WSS4J zet elk deel vooraan: wat het eerst moet staan, komt het laatst.
        tijd.build(bericht, header);
        handtekening.build(bericht, sleutels, header);
        return bericht;
    }

    private static Document versleutel(Document bericht, Crypto sleutels) throws Exception {
        WSSecHeader header = new WSSecHeader();
        header.insertSecurityHeader(bericht);
        WSSecEncrypt slot = new WSSecEncrypt();
        slot.setUserInfo("houder");
        slot.setSymmetricEncAlgorithm("http://www.w3.org/2009/xmlenc11#aes128-gcm");
        slot.setKeyEncAlgo(WSConstants.KEYTRANSPORT_RSAOEP);
        slot.setParts(List.of(new WSEncryptionPart("Body", SOAP, "Content")));
        return slot.build(bericht, sleutels, header);
    }

    private static void controleer(Document bericht, Crypto eigen, Crypto vertrouwd) throws Exception {
        WSSecurityEngine motor = new WSSecurityEngine();
        CallbackHandler wachtwoord = (Callback[] vragen) -> {
            for (Callback vraag : vragen) {
                ((WSPasswordCallback) vraag).setPassword(GEHEIM);
            }
        };
        List<WSSecurityEngineResult> uitkomst =
            motor.processSecurityHeader(bericht, null, wachtwoord, vertrouwd, eigen);
        for (WSSecurityEngineResult deel : uitkomst) {
            Integer soort = (Integer) deel.get(WSSecurityEngineResult.TAG_ACTION);
            if (soort == WSConstants.ENCR) {
                System.out.println("ontsleuteld");
            }
            if (soort == WSConstants.SIGN) {
                List<?> gedekt = (List<?>) deel.get(WSSecurityEngineResult.TAG_DATA_REF_URIS);
                for (Object verwijzing : gedekt) {
                    System.out.println("gedekt " + ((WSDataRef) verwijzing).getName().getLocalPart());
                }
            }
        }
    }

    private static Element kop(Document bericht) {
        return (Element) bericht.getElementsByTagNameNS(SOAP, "Header").item(0);
    }

    private static Crypto sleutels(String bestand) throws Exception {
        Properties p = new Properties();
        String merlin = "org.apache.ws.security.crypto.merlin.";
        p.setProperty("org.apache.ws.security.crypto.provider", "org.apache.ws.security.components.crypto.Merlin");
        for (String soort : new String[] {"keystore.", "truststore."}) {
            p.setProperty(merlin + soort + "file", bestand);
            p.setProperty(merlin + soort + "type", "pkcs12");
            p.setProperty(merlin + soort + "password", GEHEIM);
        }
        return CryptoFactory.getInstance(p);
    }

    private static Document lees(String bestand) throws Exception {
        DocumentBuilderFactory fabriek = DocumentBuilderFactory.newInstance();
        fabriek.setNamespaceAware(true);
        return fabriek.newDocumentBuilder().parse(new File(bestand));
    }

    private static void toon(Document bericht) throws Exception {
        Transformer schrijver = TransformerFactory.newInstance().newTransformer();
        schrijver.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        StringWriter tekst = new StringWriter();
        schrijver.transform(new DOMSource(bericht), new StreamResult(tekst));
        System.out.print(tekst);
    }
}
