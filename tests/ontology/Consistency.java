import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.semanticweb.HermiT.Configuration;
import org.semanticweb.HermiT.Reasoner;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.OWLAxiom;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.model.OWLOntologyManager;

/**
 * Judges facts by HermiT: one Java for all of them, since to start one takes longer than to judge.
 *
 * <p>The argument is the file of the ontology. Each line of the input is the path of a file of
 * facts; the line of the output says whether the ontology with these facts alone is "consistent" or
 * "inconsistent".
 */
public final class Consistency {
    public static void main(String[] arguments) throws Exception {
        Set<OWLAxiom> known = logicOf(new File(arguments[0]));
        Configuration configuration = new Configuration();
        configuration.ignoreUnsupportedDatatypes = true;
        BufferedReader paths =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String path = paths.readLine(); path != null; path = paths.readLine()) {
            OWLOntologyManager manager = OWLManager.createOWLOntologyManager();
            OWLOntology whole = manager.createOntology(known);
            manager.addAxioms(whole, logicOf(new File(path)));
            Reasoner reasoner = new Reasoner(configuration, whole);
            System.out.println(reasoner.isConsistent() ? "consistent" : "inconsistent");
            reasoner.dispose();
        }
    }

    private static Set<OWLAxiom> logicOf(File file) throws Exception {
        OWLOntology read =
                OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(file);
        return new HashSet<>(read.getLogicalAxioms());
    }
}
