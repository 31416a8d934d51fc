import java.io.File;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.profiles.OWLProfileViolation;
import org.semanticweb.owlapi.profiles.Profiles;

/** Prints each violation of an OWL 2 profile (first argument, as OWL2_DL) by a file (second), one a line. */
public class Profile {
    public static void main(String[] arguments) throws Exception {
        OWLOntology ontology =
            OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(new File(arguments[1]));
        System.err.println(ontology.getAxiomCount() + " axioms");
        for (OWLProfileViolation violation : Profiles.valueOf(arguments[0]).checkOntology(ontology).getViolations()) {
            System.out.println(violation.toString().replaceAll("\\s+", " "));
        }
    }
}
